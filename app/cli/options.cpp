#include "app/cli/options.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>

namespace memlong::cli {
namespace {

constexpr const char* kRetrievalModes = "hybrid, dense or bm25";
constexpr const char* kAnswerModes = "memory, context or both";

} // namespace

CLI::Validator wholeNumber(std::int64_t lowest) {
    return CLI::Validator(
        [lowest](const std::string& text) -> std::string {
            std::int64_t value = 0;
            const char* const end = text.data() + text.size();
            const auto [stop, failure] = std::from_chars(text.data(), end, value);
            if (failure == std::errc() && stop == end && value >= lowest)
                return {};
            return '"' + text + "\" is not a whole number from " + std::to_string(lowest) + " on";
        },
        "");
}

CLI::Validator plotFile() {
    return CLI::Validator(
        [](const std::string& name) -> std::string {
            std::string ending = std::filesystem::path(name).extension().string();
            std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
            return ending == ".svg" || ending == ".png" ? std::string()
                                                        : '"' + name + "\" must end in .svg or .png";
        },
        "");
}

CLI::Option* addSessionOption(CLI::App& command, std::string& session) {
    return command.add_option("-s,--session", session, "Session")
        ->type_name("NAME")
        ->envname("MEMLONG_SESSION")
        ->required();
}

CLI::Option* addSessionArgument(CLI::App& command, std::string& session) {
    return command.add_option("SESSION,-s,--session", session, "Session")
        ->type_name("NAME")
        ->envname("MEMLONG_SESSION")
        ->required();
}

void addSearchOptions(CLI::App& command, SearchOptions& options) {
    command
        .add_option_function<std::string>(
            "--retrieval",
            [&options](const std::string& name) {
                const auto mode = parseRetrievalMode(name);
                if (!mode)
                    throw CLI::ValidationError("--retrieval", std::string("must be ") + kRetrievalModes);
                options.retrieval = *mode;
            },
            "How passages are found: hybrid (default), dense (by meaning) or bm25 (by words)")
        ->type_name("HOW");
    command.add_option("-k", options.k, "Passages to find (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command.add_option("--mask", options.masked, "Chunks to pass over, by number")
        ->type_name("CHUNK...")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(wholeNumber(1));
}

void addAskOptions(CLI::App& command, AskOptions& options) {
    command
        .add_option_function<std::string>(
            "--mode",
            [&options](const std::string& name) {
                options.mode = parseAnswerMode(name);
                if (!options.mode)
                    throw CLI::ValidationError("--mode", std::string("must be ") + kAnswerModes);
            },
            "How the passages reach the decoder: memory (attention), context (prompt) or both; default: "
            "memory for a model trained with it, else context")
        ->type_name("MODE");
    command.add_option("--max-tokens", options.maxTokens, "Longest answer (default 256)")
        ->type_name("N")
        ->check(CLI::Range(1, 100000));
    command
        .add_option("--temperature", options.temperature, "0 takes the likeliest token always (default 0.7)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 10.0));
    command.add_option("--top-p", options.topP, "Share of probability to sample from (default 0.9)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--top-k", options.topK, "Likeliest tokens to sample from; 0 for all (default 40)")
        ->type_name("N")
        ->check(CLI::Range(0, 1000000));
    command.add_option("--repetition-penalty", options.repetitionPenalty, "1 for none (default 1.1)")
        ->type_name("X")
        ->check(CLI::Range(1.0, 10.0));
    command.add_option("--seed", options.seed, "The same seed gives the same answer; 0 takes the clock")
        ->type_name("N")
        ->check(wholeNumber(0));
    command.add_flag("--quotes-only", options.quotesOnly, "Quotes without a generated answer");
}

std::optional<RetrievalMode> parseRetrievalMode(const std::string& name) {
    if (name == "hybrid")
        return RetrievalMode::Hybrid;
    if (name == "dense")
        return RetrievalMode::Dense;
    if (name == "bm25")
        return RetrievalMode::Bm25;
    return std::nullopt;
}

std::optional<AnswerMode> parseAnswerMode(const std::string& name) {
    if (name == "memory")
        return AnswerMode::Memory;
    if (name == "context")
        return AnswerMode::Context;
    if (name == "both")
        return AnswerMode::Both;
    return std::nullopt;
}

std::string retrievalModeName(RetrievalMode mode) {
    return mode == RetrievalMode::Hybrid ? "hybrid" : mode == RetrievalMode::Dense ? "dense" : "bm25";
}

std::string answerModeName(AnswerMode mode) {
    return mode == AnswerMode::Memory ? "memory" : mode == AnswerMode::Context ? "context" : "both";
}

} // namespace memlong::cli

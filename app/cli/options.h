// Options that several commands share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/services/types.h"

namespace memlong::cli {

/// Refuses what is no whole number from `lowest` on: CLI11 takes "-5" for a very large one.
CLI::Validator wholeNumber(std::int64_t lowest);
/// A file that a plot can be written to: .svg or .png.
CLI::Validator plotFile();

/// --session, or the environment's MEMLONG_SESSION.
CLI::Option* addSessionOption(CLI::App& command, std::string& session);

/// A session as the first argument or as --session.
CLI::Option* addSessionArgument(CLI::App& command, std::string& session);

/// --retrieval, -k, --mask.
void addSearchOptions(CLI::App& command, SearchOptions& options);

/// --mode, --max-tokens, --temperature, --top-p, --top-k, --repetition-penalty, --seed, --quotes-only.
void addAskOptions(CLI::App& command, AskOptions& options);

/// Names as they are typed; nothing for an unknown one.
std::optional<RetrievalMode> parseRetrievalMode(const std::string& name);
std::optional<AnswerMode> parseAnswerMode(const std::string& name);
std::string retrievalModeName(RetrievalMode mode);
std::string answerModeName(AnswerMode mode);

} // namespace memlong::cli

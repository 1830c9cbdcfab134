#include "engine/evaluation/passkey.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/plot/plot.h"

namespace memlong {
namespace {

constexpr const char* kFiller =
    "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again. ";
constexpr const char* kQuestion = "What is the pass key?";
constexpr int kAnswerTokens = 24;

/// The filler in chunks: it repeats itself, and so do its chunks, of which only the different ones are kept.
class Filler {
public:
    Filler(const Tokenizer& tokenizer, int chunkTokens) {
        const std::vector<TokenId> sentence = tokenizer.encodeIds(kFiller);
        std::size_t next = 0;
        do {
            std::vector<TokenId>& chunk = m_chunks.emplace_back();
            while (chunk.size() < static_cast<std::size_t>(chunkTokens)) {
                chunk.push_back(sentence[next]);
                next = (next + 1) % sentence.size();
            }
        } while (next != 0);
    }

    const std::vector<std::vector<TokenId>>& distinct() const { return m_chunks; }
    /// Which of the distinct ones chunk `place` of the text is.
    std::size_t kindOf(std::size_t place) const { return place % m_chunks.size(); }
    /// Chunk `place` with the number in its middle.
    std::vector<TokenId> with(std::size_t place, const std::string& number,
                              const Tokenizer& tokenizer) const {
        std::vector<TokenId> chunk = m_chunks[kindOf(place)];
        const std::vector<TokenId> needle = tokenizer.encodeIds(
            "The pass key is " + number + ". Remember it. " + number + " is the pass key. ");
        const std::size_t room = std::min(needle.size(), chunk.size());
        std::copy_n(needle.begin(), room,
                    chunk.begin() + static_cast<std::ptrdiff_t>((chunk.size() - room) / 2));
        return chunk;
    }

private:
    std::vector<std::vector<TokenId>> m_chunks;
};

GenerationRequest questionTo(std::vector<MemoryChunk> memory) {
    GenerationRequest request;
    request.turns = {{ChatRole::User, kQuestion}};
    request.memory = std::move(memory);
    request.sampling.temperature = 0;
    request.sampling.repetitionPenalty = 1;
    request.sampling.maxTokens = kAnswerTokens;
    return request;
}

} // namespace

Result<PasskeyReport> evaluatePasskey(DecoderRuntime& decoder, Retriever& retriever,
                                      const PasskeyOptions& options, const ProgressFn& progress,
                                      std::stop_token stop) {
    if (options.depths < 1 || options.trials < 1 || options.topK < 1 || options.chunkTokens < 32 ||
        std::any_of(options.lengths.begin(), options.lengths.end(),
                    [](std::int64_t length) { return length < 1; }))
        return makeError(ErrorCode::InvalidArgument,
                         "lengths, depths and trials must be positive, and chunks of at least 32 tokens");
    PasskeyReport report{
        decoder.info().name, decoder.info().fingerprint, retriever.name(), options.trials, {}};
    std::mt19937_64 random(options.seed);
    std::uniform_int_distribution<int> digits(10000, 99999);
    Progress state{"asking", 0,
                   options.lengths.size() * static_cast<std::size_t>(options.depths * options.trials),
                   "questions"};
    const Filler filler(*decoder.tokenizer(), options.chunkTokens);
    MEMLONG_ASSIGN(const std::vector<EncodedChunk> encoded,
                   encodeForMemory(decoder, retriever, filler.distinct(), stop));
    for (const std::int64_t length : options.lengths) {
        const auto count = static_cast<std::size_t>(std::max<std::int64_t>(length / options.chunkTokens, 1));
        for (int row = 0; row < options.depths; ++row) {
            PasskeyCell cell{
                length, options.depths == 1 ? 0.5 : static_cast<double>(row) / (options.depths - 1), 0, 0};
            const auto place =
                static_cast<std::size_t>(std::lround(cell.depth * static_cast<double>(count - 1)));
            for (int trial = 0; trial < options.trials; ++trial) {
                if (stop.stop_requested())
                    return makeError(ErrorCode::Cancelled, "cancelled");
                const std::string number = std::to_string(digits(random));
                const std::vector<std::vector<TokenId>> needle{
                    filler.with(place, number, *decoder.tokenizer())};
                EvaluationMemory memory(decoder, retriever, options.bank);
                for (std::size_t i = 0; i < count; ++i) {
                    if (i == place)
                        MEMLONG_TRY(memory.add(needle, stop));
                    else
                        MEMLONG_TRY(memory.add(encoded[filler.kindOf(i)]));
                }
                MEMLONG_ASSIGN(std::vector<MemoryChunk> found, memory.retrieve(kQuestion, options.topK));
                cell.retrieved += std::any_of(found.begin(), found.end(), [&](const MemoryChunk& chunk) {
                    return chunk.chunk == static_cast<ChunkId>(place);
                });
                MEMLONG_ASSIGN(const GenerationResult answer,
                               decoder.generate(questionTo(std::move(found)), stop));
                if (answer.stopped)
                    return makeError(ErrorCode::Cancelled, "cancelled");
                cell.told += answer.text.find(number) != std::string::npos;
                ++state.done;
                if (progress)
                    progress(state);
            }
            cell.told /= options.trials;
            cell.retrieved /= options.trials;
            report.cells.push_back(cell);
        }
    }
    return report;
}

std::string passkeyReportText(const PasskeyReport& report) {
    std::string text = "Model " + report.model + " (" + report.modelFingerprint + "), retriever " +
                       report.retriever + ", " + std::to_string(report.trials) + " numbers a place\n";
    char line[120];
    std::snprintf(line, sizeof line, "%10s %8s %8s %10s\n", "length", "depth", "told", "retrieved");
    text += line;
    for (const PasskeyCell& cell : report.cells) {
        std::snprintf(line, sizeof line, "%10lld %7.0f%% %7.0f%% %9.0f%%\n",
                      static_cast<long long>(cell.length), 100 * cell.depth, 100 * cell.told,
                      100 * cell.retrieved);
        text += line;
    }
    return text;
}

std::string passkeyReportJson(const PasskeyReport& report) {
    nlohmann::json cells = nlohmann::json::array();
    for (const PasskeyCell& cell : report.cells)
        cells.push_back({{"length", cell.length},
                         {"depth", cell.depth},
                         {"told", cell.told},
                         {"retrieved", cell.retrieved}});
    const nlohmann::json json{{"model", report.model},
                              {"model_fingerprint", report.modelFingerprint},
                              {"retriever", report.retriever},
                              {"trials", report.trials},
                              {"cells", cells}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string passkeyReportPlot(const PasskeyReport& report) {
    HeatMap map{"Pass keys told by " + report.model, "tokens of the text", "depth", {}, {}, {}, 0, 1};
    for (const PasskeyCell& cell : report.cells) {
        const std::string column = std::to_string(cell.length);
        if (map.columns.empty() || map.columns.back() != column)
            map.columns.push_back(column);
        if (map.columns.size() == 1)
            map.rows.push_back(std::to_string(std::lround(100 * cell.depth)) + " %");
    }
    const std::size_t rows = map.rows.size();
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < map.columns.size(); ++column)
            map.values.push_back(report.cells[column * rows + row].told);
    return svgText(map);
}

} // namespace memlong

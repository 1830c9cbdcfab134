// What `memlong bench` measures of reading and finding: no decoder takes part.
#pragma once

#include <memory>
#include <string>

#include "app/cli/bench_decoder.h"
#include "app/cli/program.h"
#include "engine/base/scratch_folder.h"
#include "engine/retriever/retriever.h"
#include "engine/text/tokenizer.h"

namespace memlong::cli {

/// Text in the words of a real one, of any length: runs of a few of its words in an order drawn by chance.
class BenchText {
public:
    explicit BenchText(const std::string& source);
    bool empty() const { return m_runs.empty(); }
    std::string draw(std::size_t bytes, std::uint64_t seed) const;
    /// A few words, as a question has them.
    std::string question(std::uint64_t seed) const;

private:
    std::vector<std::string> m_runs;
};

/// Passages embedded: `passages` of them at once.
Result<BenchMeasure> embedMeasure(std::shared_ptr<Retriever> retriever, const BenchText& text);

/// Exact search over `vectors` vectors drawn by chance, a byte a number. `runtime` may be null: no roofline.
BenchMeasure denseMeasure(int dimension, int vectors, const std::shared_ptr<BenchRuntime>& runtime);

/// Text tokenized and cut into chunks.
BenchMeasure chunkMeasure(std::shared_ptr<const Tokenizer> tokenizer, int chunkTokens, const BenchText& text);

/// A program's own data folder for the measurements that need sessions, removed with what is in it.
class BenchSessions {
public:
    static Result<std::unique_ptr<BenchSessions>> open(ApplicationOptions options);

    /// Texts into sessions of their own: read, cut, embedded, stored. No decoder.
    BenchMeasure ingestMeasure(int chunkTokens, const BenchText& text);
    /// "bm25" or "search" (hybrid, with the question's embedding) over about `chunks` chunks, which are
    /// ingested before.
    Result<BenchMeasure> searchMeasure(const std::string& name, int chunks, int topK, const BenchText& text,
                                       const std::stop_token& stop);

private:
    explicit BenchSessions(ScratchFolder folder) : m_folder(std::move(folder)) {}
    Result<void> fill(int chunks, const BenchText& text, const std::stop_token& stop);

    ScratchFolder m_folder; // goes last
    std::unique_ptr<Application> m_application;
    std::unique_ptr<Session> m_searched;
    std::int64_t m_searchedChunks = 0;
    int m_ingested = 0;
};

} // namespace memlong::cli

// Reads and chunks a document on a thread of its own, a few batches ahead of whoever embeds and stores them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/documents/document.h"
#include "engine/text/chunker.h"

namespace memlong {

struct PreparedChunk {
    Chunk chunk;
    std::string searchTerms; // space-separated
};

struct ChunkBatch {
    std::vector<PreparedChunk> chunks;
    std::string language;        // of the document, ISO 639-1 or empty
    std::uint64_t textBytes = 0; // read so far
};

/// What reading to the end brought besides chunks.
struct ReadingSummary {
    int pages = 0, damagedPages = 0;
    int scannedPages = 0; // without text, since they are pictures or their text is unusable
    int garbledPages = 0; // of those: with unusable text
    bool anyText = false; // something else than white space
    std::vector<std::pair<int, std::string>> pageProblems;
    std::optional<Error> error; // why reading ended early
};

class ChunkProducer {
public:
    struct Plan {
        std::shared_ptr<const Tokenizer> tokenizer;
        int chunkTokens = 256;
        std::size_t batchChunks = 32;
        int firstOrdinal = 0; // chunks before this one are passed over
        std::string language; // empty: guessed from the first batch
    };
    /// Starts reading. `reader` must outlive this object and belongs to its thread until then.
    ChunkProducer(DocumentReader& reader, Plan plan, std::stop_token stop);
    ChunkProducer(const ChunkProducer&) = delete;
    ChunkProducer& operator=(const ChunkProducer&) = delete;
    ~ChunkProducer();

    /// Waits for the next batch; nothing after the last one.
    std::optional<ChunkBatch> next();
    /// Valid once next() has given nothing.
    const ReadingSummary& summary() const { return m_summary; }

private:
    void run(const std::stop_token& stop);
    void readAll(const std::stop_token& stop);
    void notePage(const Page& page);
    void take(std::vector<Chunk> chunks, const std::stop_token& stop);
    void hand(const std::stop_token& stop);

    DocumentReader& m_reader;
    Plan m_plan;
    Chunker m_chunker;
    ChunkBatch m_batch; // being filled
    ReadingSummary m_summary;

    std::mutex m_mutex; // guards the two below
    std::condition_variable_any m_changed;
    std::deque<ChunkBatch> m_ready;
    bool m_ended = false;

    std::jthread m_thread; // last: it uses all of the above
    std::stop_callback<std::function<void()>> m_forward;
};

} // namespace memlong

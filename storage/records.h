// The rows of a session as plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace memlong {

using RowId = std::int64_t;

enum class DocumentStatus {
    Reading, // ingest began and has not finished: resumes at `resumeChunk`
    Ready,
    Scanned,     // most pages have no usable text; OCR may help
    Encrypted,   // needs a password
    Failed,      // `problem` says why
    Unavailable, // ready, but the source file is gone or changed; everything stored still works
};

std::string documentStatusName(DocumentStatus status);

struct OutlineRow {
    std::string title;
    int page = 0;
    int level = 0;
};

struct DocumentRow {
    RowId id = 0;
    std::string contentHash; // identity; unique within a session
    std::string path;
    std::string title;
    std::string author;
    std::string format;
    int pages = 0;
    DocumentStatus status = DocumentStatus::Reading;
    std::string problem;
    int readerVersion = 0;
    std::string tokenizerFingerprint; // of the tokenizer that cut the chunks
    int chunkTokens = 0;
    std::string language;    // ISO 639-1 or empty
    std::string ocrLanguage; // pages without usable text were recognised in it; empty: they were not
    std::string addedAt;     // ISO 8601 UTC
    std::vector<OutlineRow> outline;
    std::vector<std::pair<int, std::string>> pageProblems; // pages that could not be read
    // Derived, filled by the store:
    std::int64_t chunks = 0;
    std::int64_t tokens = 0;
};

struct ChunkRow {
    RowId id = 0; // 0 for a new one
    RowId document = 0;
    int ordinal = 0;
    std::uint64_t tokenBegin = 0, tokenEnd = 0;
    std::uint64_t charBegin = 0, charEnd = 0; // code points of the document's text
    int firstPage = 0, lastPage = 0;
    std::vector<std::pair<std::uint32_t, int>> pageStarts; // (byte offset in text, page)
    std::string text;
    std::vector<std::int32_t> tokenIds;
    std::uint64_t triggers = 0;
    std::string lastTriggeredAt; // empty: never
    bool pinned = false;
    bool isChat = false; // an old turn of the conversation moved into memory
};

/// What ingest commits for one chunk.
struct NewChunk {
    ChunkRow row;
    std::string searchTerms;       // space-separated index terms of the text
    std::vector<float> embeddings; // row-major [vectors, dimension]; empty: not embedded yet
    std::vector<std::byte> kv;     // encoded block for the K/V file (see kv_file.h); empty: none
};

enum class MessageRole { User, Assistant };

struct CitationRow {
    RowId chunk = 0;
    RowId document = 0;
    int rank = 0; // 1-based; 0: a quote and nothing else
    double score = 0;
    std::optional<double> denseScore, bm25Score;
    std::uint64_t triggers = 0;      // counter at the time of the answer
    int retrievedAtToken = 0;        // 0: before the first token
    std::map<int, double> attention; // retrieval layer -> share
    std::string quote;               // verbatim; empty when none was taken from this chunk
    std::uint64_t quoteCharBegin = 0, quoteCharEnd = 0;
    int quotePage = 0;
};

struct MessageRow {
    RowId id = 0;
    MessageRole role = MessageRole::User;
    std::string text;
    bool complete = true; // false: the answer was stopped or the program ended meanwhile
    std::string mode;     // memory, context, both, quotes
    std::string model;
    double retrieveMs = 0, firstTokenMs = 0, totalMs = 0;
    int tokens = 0;
    std::string createdAt;
    std::vector<CitationRow> citations;
};

struct TextHit {
    RowId chunk = 0;
    double score = 0; // BM25, larger is better
};

struct SessionSummary {
    std::string name;
    std::int64_t documents = 0, chunks = 0, tokens = 0, messages = 0;
    std::string createdAt, changedAt;
    std::uint64_t sizeBytes = 0;
};

} // namespace memlong

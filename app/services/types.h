// Plain values between the services and the front ends. No Qt, no tensors, no database types.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"

namespace memlong {

using Id = std::int64_t;

enum class RetrievalMode { Hybrid, Dense, Bm25 };
enum class AnswerMode {
    Memory,  // MemLong fusion: the evidence enters through attention
    Context, // passages in the prompt
    Both,
};

struct ApplicationOptions {
    std::filesystem::path dataFolder;      // empty: $XDG_DATA_HOME/memlong
    std::filesystem::path resourcesFolder; // empty: found beside the program or in its prefix
    std::string model;     // name or folder of a decoder; empty: the session's, else the default
    std::string retriever; // name or folder; empty: the session's, else "builtin"
    std::string reranker;  // name or folder; empty: the session's; "none": none
    std::string device = "auto";
    std::string precision = "auto";
    std::filesystem::path adapter;
    int threads = 0;
};

/// What became of one source.
struct IngestedDocument {
    enum class Outcome { Added, Resumed, AlreadyThere, Scanned, Encrypted, Failed, Cancelled };
    Outcome outcome = Outcome::Failed;
    Id id = 0;
    std::string path;
    std::string title;
    int pages = 0;
    std::int64_t chunks = 0, tokens = 0;
    std::vector<std::pair<int, std::string>> pageProblems;
    std::string problem;                  // with the remedy
    ErrorCode code = ErrorCode::Internal; // meaningful when Failed or Encrypted
};

struct IngestOptions {
    int chunkTokens = 256; // 256 or 512; fixed by the first ingest of a session
    std::string password;
    bool ocr = false;
    std::string ocrLanguage = "eng";
    std::function<void(const IngestedDocument&)> onDocument; // as each source is done; may be null
};

struct IngestReport {
    std::vector<IngestedDocument> documents; // in order of the sources
    std::int64_t chunks = 0, tokens = 0;     // newly added
    double seconds = 0;
    bool cancelled = false;
};

/// Where an ingest stands; `document` counts from 1.
struct IngestProgress {
    int document = 0, documents = 0;
    std::string path;
    Progress progress; // stages "reading", "encoding", "indexing"; "embedding" of a re-encoding
    double tokensPerSecond = 0;
    double secondsLeft = -1; // unknown
};

struct SearchOptions {
    int k = 8;
    RetrievalMode retrieval = RetrievalMode::Hybrid;
    std::vector<Id> masked; // chunks to pass over
    bool rerank = true;     // by the session's reranker, where it has one
};

struct SearchResult {
    Id chunk = 0;
    Id document = 0;
    std::string title, path;
    int pageFirst = 0, pageLast = 0;
    std::uint64_t charBegin = 0, charEnd = 0; // code points of the document's text
    double score = 0;                         // fused
    std::optional<double> denseScore, bm25Score;
    int rank = 0; // 1-based
    std::uint64_t triggers = 0;
    std::string text;
    std::map<int, double> attention; // retrieval layer -> share; filled by an answer
    int retrievedAtToken = 0;
};

struct SearchReport {
    std::string query;
    std::vector<SearchResult> results;
    std::string reranker; // whose scores the results have; empty: none
    double embedMs = 0, searchMs = 0, rerankMs = 0, totalMs = 0;
};

/// A verbatim sentence (or a few neighbouring ones) of a retrieved chunk.
struct Quote {
    std::string text;
    Id document = 0;
    std::string title;
    int page = 0;
    std::uint64_t charBegin = 0, charEnd = 0;
    Id chunk = 0;
    double score = 0;
};

struct AskOptions {
    std::optional<AnswerMode> mode; // empty: Memory for a model trained with memory, else Context
    SearchOptions search;
    int maxTokens = 256;
    float temperature = 0.7f;
    float topP = 0.9f;
    int topK = 40;
    float repetitionPenalty = 1.1f;
    std::uint64_t seed = 0;
    bool useHistory = false; // earlier messages of the session are part of the prompt
    bool quotesOnly = false;
    bool keep = true; // question and answer become part of the conversation
};

/// Callbacks of an answer in the making; any may be null. Called on the thread that asks.
struct AskEvents {
    std::function<void(const SearchReport&, const std::vector<Quote>&)> onEvidence;
    std::function<void(const std::string& piece)> onText;
};

/// A word of an answer and how its attention was spread over the chunks, mean over the retrieval layers.
struct AttendedPart {
    int begin = 0, end = 0;                    // code points of the answer
    std::vector<std::pair<Id, double>> shares; // chunk -> share in [0, 1], the largest first
};

struct AskReport {
    SearchReport search;
    std::vector<Quote> quotes;
    std::string answer; // empty without a decoder
    std::string mode;   // "memory", "context", "both" or "quotes"
    std::string model;  // empty without a decoder
    std::vector<AttendedPart>
        parts;          // in order; empty without memory, and when it was read back from a session
    std::string notice; // one line for the user: no decoder, dropped history, ...; may be empty
    bool stopped = false;
    double retrieveMs = 0, firstTokenMs = 0, totalMs = 0;
    int tokens = 0;
    Id questionMessage = 0, answerMessage = 0; // as stored; 0: not kept
};

/// One message of a conversation as it was stored.
struct ChatMessage {
    Id id = 0;
    bool fromUser = false;
    std::string text;     // of the question; of an answer in `answer`
    bool complete = true; // false: the answer was stopped, or the program ended meanwhile
    std::string createdAt;
    AskReport answer; // results without the text of chunks that are gone
};

struct DocumentSummary {
    Id id = 0;
    std::string title, path, status, problem, format;
    int pages = 0;
    std::int64_t chunks = 0, tokens = 0;
};

struct BankSummary {
    std::uint64_t budgetTokens = 0, residentTokens = 0, residentBytes = 0;
    std::int64_t residentChunks = 0;
    std::uint64_t evictions = 0;
};

struct SessionDetails {
    std::string name;
    std::vector<DocumentSummary> documents;
    std::int64_t chunks = 0, tokens = 0, messages = 0;
    int chunkTokens = 0;
    BankSummary bank;
    std::string decoder, retriever, reranker, tokenizer; // names; decoder and reranker may be empty
    std::uint64_t sizeBytes = 0;
    std::string createdAt, changedAt;
    std::string problem; // in a list: why nothing else is known about it; with the remedy
};

struct MemoryChunkInfo {
    Id chunk = 0, document = 0;
    std::string title;
    int pageFirst = 0, pageLast = 0, tokens = 0;
    std::uint64_t triggers = 0;
    bool pinned = false, resident = false, hasKv = false;
    std::string snippet;
};

struct ModelEntry {
    std::string name;
    std::filesystem::path folder;
    std::string kind; // "decoder", "retriever" or "reranker"
    std::string architecture, description, licence;
    std::uint64_t parameters = 0, bytes = 0;
    bool builtin = false;
};

} // namespace memlong

// Documents into a session: reader -> chunks -> embeddings, search terms and keys and values -> store ->
// index. Reading and chunking run ahead on their own thread. Every batch is one commit, so that an ingest
// that is cut short goes on behind the last of them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "app/services/chunk_producer.h"
#include "app/services/open_session.h"
#include "app/services/session_lock.h"
#include "app/services/stopwatch.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

struct IngestSource {
    std::filesystem::path path;      // the name of `text` when there is one
    std::optional<std::string> text; // instead of a file
};

/// Nothing is missing of what is stored.
bool isComplete(const DocumentRow& row);

class IngestPipeline {
public:
    IngestPipeline(OpenSession& session, IngestOptions options,
                   std::function<void(const IngestProgress&)> onProgress, std::stop_token stop);

    /// Errors are those of the session or the models; what is wrong with a source is in its report.
    Result<IngestReport> run(const std::vector<IngestSource>& sources);

private:
    Result<void> prepare();
    Result<IngestedDocument> ingestOne(const IngestSource& source);
    Result<IngestedDocument> couldNotOpen(const IngestSource& source, const Error& error);
    /// The one that was asked for; else the one with which the stored part of an interrupted document was
    /// read.
    Result<std::string> ocrLanguageFor(const DocumentInfo& info);
    void report(const char* stage, std::uint64_t done);

    // ingest_document.cpp: one document that could be opened.
    /// What is stored of it, when that can be gone on with; what cannot is removed.
    Result<std::optional<DocumentRow>> findStored(const DocumentInfo& info, const std::string& ocrLanguage);
    /// Other ready documents with the same path have had their day. A note about them, or nothing.
    Result<std::string> markOlderVersions(const DocumentRow& newest);
    Result<IngestedDocument> alreadyThere(DocumentRow row, IngestedDocument outcome);
    /// Nothing when the stored chunks turned out to be of another text: they are gone then, to be read anew.
    /// `ocrLanguage` is what the reader recognises text with; empty: it does not.
    Result<std::optional<IngestedDocument>>
    readDocument(DocumentReader& reader, const std::string& ocrLanguage, IngestedDocument outcome);
    Result<bool> sameAsStored(RowId document, const Chunk& chunk);
    Result<void> makeSession();
    Result<void> begin(DocumentRow& row);
    Result<void> commit(const DocumentRow& row, std::span<PreparedChunk> chunks, IngestedDocument& outcome);
    Result<IngestedDocument> finish(DocumentRow row, const ReadingSummary& read, IngestedDocument outcome);
    /// Stores a document that brought no text, so that the session shows what became of it.
    Result<void> record(DocumentRow row);

    OpenSession& m_session;
    IngestOptions m_options;
    std::function<void(const IngestProgress&)> m_onProgress;
    std::stop_token m_stop;

    bool m_made = false; // the session exists on disk
    SessionFormat m_format;
    std::shared_ptr<Retriever> m_retriever;
    std::string m_decoderName; // empty: no keys and values
    ChunkEncoder* m_encoder = nullptr;
    std::optional<SessionLock> m_lock;
    std::vector<DocumentRow> m_problems; // to be recorded once there is a session

    IngestReport m_report;
    IngestProgress m_progress;
    Stopwatch m_watch;                 // of the whole
    Stopwatch m_documentWatch;         // of the current document
    std::uint64_t m_doneBefore = 0;    // of the current document, in an earlier run
    std::int64_t m_documentTokens = 0; // new ones of the current document
};

} // namespace memlong

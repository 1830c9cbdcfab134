#include "app/services/ingest_pipeline.h"

#include <algorithm>

#include "app/services/settings.h"
#include "engine/base/hash.h"
#include "engine/base/log.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using Outcome = IngestedDocument::Outcome;

std::string absolutePath(const fs::path& path) {
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error);
    return (error ? path : absolute).lexically_normal().string();
}

std::uint64_t sourceBytes(const IngestSource& source) {
    if (source.text)
        return source.text->size();
    std::error_code error;
    const auto size = fs::file_size(source.path, error);
    return error ? 0 : size;
}

} // namespace

IngestPipeline::IngestPipeline(OpenSession& session, IngestOptions options,
                               std::function<void(const IngestProgress&)> onProgress, std::stop_token stop)
    : m_session(session), m_options(std::move(options)), m_onProgress(std::move(onProgress)),
      m_stop(std::move(stop)) {}

Result<IngestReport> IngestPipeline::run(const std::vector<IngestSource>& sources) {
    MEMLONG_TRY(prepare());
    m_progress.documents = static_cast<int>(sources.size());
    std::optional<Error> failure;
    for (const IngestSource& source : sources) {
        if (m_stop.stop_requested()) {
            m_report.cancelled = true;
            break;
        }
        ++m_progress.document;
        auto document = ingestOne(source);
        if (!document) {
            failure = document.error();
            break;
        }
        m_report.cancelled = m_report.cancelled || document->outcome == Outcome::Cancelled;
        if (m_options.onDocument)
            m_options.onDocument(*document);
        m_report.documents.push_back(std::move(*document));
    }
    if (m_made) {
        MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
        if (!m_report.cancelled) // else the next use makes it
            MEMLONG_TRY(m_session.index().refreshFile(*store, *m_retriever));
        MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
        MEMLONG_TRY(memory->save(*store));
    }
    if (failure)
        return *failure;
    m_report.seconds = m_watch.seconds();
    return std::move(m_report);
}

Result<void> IngestPipeline::prepare() {
    if (m_session.exists()) {
        MEMLONG_TRY(m_session.writableStore());
        MEMLONG_ASSIGN(m_lock, SessionLock::take(m_session.folder()));
    } else {
        MEMLONG_TRY(makeWritableFolder(m_session.models().folders().sessions()));
    }
    MEMLONG_ASSIGN(m_decoderName, m_session.decoderName());
    if (!m_decoderName.empty()) {
        // Before anything is read: a decoder that was asked for and cannot be loaded is no surprise for
        // later.
        if (const auto decoder = m_session.models().decoder(m_decoderName); !decoder) {
            if (m_session.decoderAskedFor())
                return decoder.error();
            logWarning("going on without the model \"" + m_decoderName + "\": " + decoder.error().message);
            m_decoderName.clear();
        }
    }
    MEMLONG_ASSIGN(m_format, m_session.format(m_options.chunkTokens, m_decoderName));
    MEMLONG_ASSIGN(m_retriever, m_session.retriever());
    if (!m_session.exists())
        return {};
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::string fingerprint, settings::text(*store, settings::kTokenizerFingerprint));
    m_made = !fingerprint.empty();
    return {};
}

Result<IngestedDocument> IngestPipeline::ingestOne(const IngestSource& source) {
    m_documentWatch = Stopwatch();
    m_doneBefore = 0;
    m_documentTokens = 0;
    m_progress.path = source.path.string();
    m_progress.progress = {"reading", 0, 0, "pages"};
    report("reading", 0);

    OpenOptions options{m_options.password, m_options.ocr, m_options.ocrLanguage};
    for (int attempt = 0;; ++attempt) {
        auto reader =
            source.text ? openText(*source.text, source.path.string()) : openDocument(source.path, options);
        if (!reader)
            return couldNotOpen(source, reader.error());
        MEMLONG_ASSIGN(const std::string ocrLanguage, ocrLanguageFor((*reader)->info()));
        if (!source.text && !options.ocr && !ocrLanguage.empty()) {
            options.ocr = true;
            options.ocrLanguage = ocrLanguage;
            reader = openDocument(source.path, options);
            if (!reader)
                return couldNotOpen(source, reader.error());
        }
        const DocumentInfo& info = (*reader)->info();
        IngestedDocument outcome;
        outcome.path = source.text ? source.path.string() : absolutePath(source.path);
        outcome.title = info.title;
        outcome.pages = info.pageCount;
        if (info.pageCount > 0)
            m_progress.progress = {"reading", 0, static_cast<std::uint64_t>(info.pageCount), "pages"};
        else
            m_progress.progress = {"reading", 0, sourceBytes(source), "bytes"};
        MEMLONG_ASSIGN(auto document, readDocument(**reader, ocrLanguage, outcome));
        if (document)
            return std::move(*document);
        if (attempt > 0)
            return makeError(ErrorCode::Io,
                             outcome.path + " changes while it is read; try again when it is complete");
    }
}

Result<IngestedDocument> IngestPipeline::couldNotOpen(const IngestSource& source, const Error& error) {
    const bool encrypted = isEncrypted(error);
    IngestedDocument outcome;
    outcome.outcome = encrypted ? Outcome::Encrypted : Outcome::Failed;
    outcome.path = source.text ? source.path.string() : absolutePath(source.path);
    outcome.title = source.path.stem().string();
    outcome.problem = error.message;
    outcome.code = error.code;
    DocumentRow row;
    row.path = outcome.path;
    row.title = outcome.title;
    row.status = encrypted ? DocumentStatus::Encrypted : DocumentStatus::Failed;
    row.problem = error.message;
    std::error_code ignored;
    if (!source.text && !std::filesystem::is_regular_file(source.path, ignored))
        return outcome; // a pipe or device has no content to be known by, and may never end
    const auto hash = source.text ? Result<std::string>(hashHex(*source.text)) : hashFile(source.path);
    if (!hash || error.code == ErrorCode::NotFound || error.code == ErrorCode::Cancelled)
        return outcome; // nothing that could be told again by its content
    row.contentHash = *hash;
    if (m_made) { // it may be there already, from a time when its password was given
        MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
        MEMLONG_ASSIGN(const std::optional<DocumentRow> stored, store->documentByHash(*hash));
        if (stored && isComplete(*stored))
            return alreadyThere(*stored, std::move(outcome));
        if (stored)
            outcome.id = stored->id;
    }
    MEMLONG_TRY(record(std::move(row)));
    return outcome;
}

Result<std::string> IngestPipeline::ocrLanguageFor(const DocumentInfo& info) {
    if (m_options.ocr)
        return m_options.ocrLanguage;
    if (!m_made)
        return std::string();
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::optional<DocumentRow> stored, store->documentByHash(info.contentHash));
    return stored && !isComplete(*stored) && stored->chunks > 0 ? stored->ocrLanguage : std::string();
}

void IngestPipeline::report(const char* stage, std::uint64_t done) {
    if (!m_onProgress)
        return;
    Progress& progress = m_progress.progress;
    progress.stage = stage;
    progress.done = progress.total > 0 ? std::min(done, progress.total) : done;
    const double seconds = m_documentWatch.seconds();
    m_progress.tokensPerSecond = seconds > 0 ? static_cast<double>(m_documentTokens) / seconds : 0;
    m_progress.secondsLeft = -1;
    if (progress.total > 0 && progress.done > m_doneBefore && m_documentTokens > 0)
        m_progress.secondsLeft = seconds * static_cast<double>(progress.total - progress.done) /
                                 static_cast<double>(progress.done - m_doneBefore);
    m_onProgress(m_progress);
}

} // namespace memlong

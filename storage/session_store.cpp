#include "storage/session_store.h"

#include <chrono>

#include <SQLiteCpp/Statement.h>

#include "engine/base/files.h"
#include "engine/base/scratch_folder.h"
#include "storage/chunk_table.h"
#include "storage/document_table.h"
#include "storage/embedding_table.h"
#include "storage/kv_table.h"
#include "storage/session_internal.h"
#include "storage/text_search.h"

namespace memlong {
namespace {

/// K/V of documents that are gone: left when the program ended between the commit and the removal of the
/// file.
void sweepKvFiles(KvFiles& files, SQLite::Database& handle) {
    for (const auto& entry : files.list()) {
        std::error_code ignored;
        if (entry.document && !documentExists(handle, *entry.document))
            std::filesystem::remove(entry.path, ignored);
    }
}

/// Temporary files of an index that was being saved when the program was killed. Young ones may be another
/// program's that is saving right now.
void sweepIndexTemporaries(const std::filesystem::path& folder) {
    constexpr auto kOld = std::chrono::minutes(10);
    std::error_code failure;
    for (std::filesystem::directory_iterator file(folder, failure), end; !failure && file != end;
         file.increment(failure)) {
        std::error_code ignored;
        if (file->path().filename().string().starts_with("index.faiss.") &&
            std::filesystem::file_time_type::clock::now() - file->last_write_time(ignored) > kOld)
            std::filesystem::remove(file->path(), ignored);
    }
}

std::filesystem::path withoutTrailingSlash(const std::filesystem::path& folder) {
    return folder.has_filename() ? folder : folder.parent_path();
}

} // namespace

SessionStore::SessionStore(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SessionStore::SessionStore(SessionStore&&) noexcept = default;
SessionStore& SessionStore::operator=(SessionStore&&) noexcept = default;
SessionStore::~SessionStore() = default;

Result<SessionStore> SessionStore::create(const std::filesystem::path& path) {
    const auto folder = withoutTrailingSlash(std::filesystem::absolute(path));
    std::error_code ignored;
    if (!std::filesystem::exists(folder, ignored)) {
        // Whole or not at all: a program that is killed meanwhile must not leave half a session.
        MEMLONG_ASSIGN(ScratchFolder scratch, ScratchFolder::make(folder.parent_path(), ".creating-"));
        if (auto made = createDatabase(databasePath(scratch.path())); !made)
            return made.error();
        if (auto renamed = scratch.renameTo(folder); !renamed && !std::filesystem::exists(folder, ignored))
            return renamed.error(); // else another process was faster
    }
    MEMLONG_ASSIGN(Database database, createDatabase(databasePath(folder)));
    auto state = std::make_unique<State>(folder, std::move(database));
    return SessionStore(std::move(state));
}

Result<SessionStore> SessionStore::open(const std::filesystem::path& path, bool readOnly) {
    const auto folder = withoutTrailingSlash(std::filesystem::absolute(path));
    MEMLONG_ASSIGN(Database database, openDatabase(databasePath(folder), readOnly));
    auto state = std::make_unique<State>(folder, std::move(database));
    if (!readOnly) {
        MEMLONG_TRY(state->read([&](SQLite::Database& handle) -> Result<void> {
            sweepKvFiles(state->kvFiles, handle);
            sweepIndexTemporaries(state->folder);
            return {};
        }));
    }
    return SessionStore(std::move(state));
}

const std::filesystem::path& SessionStore::folder() const {
    return m_state->folder;
}

std::uint64_t SessionStore::generation() const {
    const auto generation = m_state->read(
        [](SQLite::Database& handle) -> Result<std::uint64_t> { return readGeneration(handle); });
    if (generation)
        m_state->lastGeneration = *generation;
    return m_state->lastGeneration;
}

Result<std::optional<std::string>> SessionStore::setting(const std::string& key) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::optional<std::string>> {
        return readSetting(handle, key);
    });
}

Result<void> SessionStore::transaction(const std::function<Result<void>()>& work) {
    return m_state->write([&](SQLite::Database&) {
        struct Mark {
            bool& set;
            explicit Mark(bool& flag) : set(flag) { set = true; }
            ~Mark() { set = false; }
        };
        const Mark mark(m_state->inTransaction);
        return work();
    });
}

Result<void> SessionStore::setSetting(const std::string& key, const std::string& value) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        writeSetting(handle, key, value);
        return {};
    });
}

Result<RowId> SessionStore::addDocument(const DocumentRow& document) {
    return m_state->write([&](SQLite::Database& handle) -> Result<RowId> {
        if (readDocumentByHash(handle, document.contentHash))
            return makeError(ErrorCode::InvalidArgument,
                             "\"" + document.title + "\" is already in the session with the same content");
        return insertDocument(handle, document);
    });
}

Result<void> SessionStore::updateDocument(const DocumentRow& document) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        if (!updateDocumentRow(handle, document))
            return noSuch("document", document.id);
        return {};
    });
}

Result<std::vector<DocumentRow>> SessionStore::documents() const {
    return m_state->read(
        [](SQLite::Database& handle) -> Result<std::vector<DocumentRow>> { return readDocuments(handle); });
}

Result<std::optional<DocumentRow>> SessionStore::documentByHash(const std::string& contentHash) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::optional<DocumentRow>> {
        return readDocumentByHash(handle, contentHash);
    });
}

Result<void> SessionStore::removeDocument(RowId document) {
    MEMLONG_TRY(m_state->write([&](SQLite::Database& handle) -> Result<void> {
        if (!documentExists(handle, document))
            return noSuch("document", document);
        deleteTerms(handle, document);
        deleteDocumentRow(handle, document);
        bumpGeneration(handle);
        return {};
    }));
    m_state->kvFiles.removeDocument(document);
    // The document is gone by now; giving the space back may fail (a reader in the way) without harm.
    const RelaxedSync relaxed(m_state->handle());
    m_state->handle().tryExec("PRAGMA incremental_vacuum");
    return {};
}

Result<std::vector<RowId>> SessionStore::addChunks(RowId document, std::span<const NewChunk> chunks) {
    return m_state->write([&](SQLite::Database& handle) -> Result<std::vector<RowId>> {
        if (!documentExists(handle, document))
            return noSuch("document", document);
        int ordinal = nextOrdinal(handle, document);
        KvFile* file = nullptr;
        for (const NewChunk& chunk : chunks) {
            if (chunk.row.ordinal != ordinal++)
                return makeError(ErrorCode::InvalidArgument,
                                 "chunk " + std::to_string(chunk.row.ordinal) + " of document " +
                                     std::to_string(document) +
                                     " does not follow what is stored (another program may "
                                     "be adding to the same session); start again from the stored chunks");
            if (chunk.kv.empty())
                continue;
            if (file == nullptr) {
                MEMLONG_ASSIGN(file, m_state->kvFileForWriting(document));
            }
            MEMLONG_TRY(file->write(static_cast<std::uint64_t>(chunk.row.ordinal), chunk.kv));
        }
        if (file != nullptr)
            MEMLONG_TRY(file->sync());

        std::vector<RowId> ids;
        const std::int64_t layout =
            file == nullptr ? 0 : findOrAddKvLayout(handle, *m_state->kvFiles.layout());
        ChunkInserter rows(handle);
        TermInserter terms(handle);
        EmbeddingWriter embeddings(handle);
        for (const NewChunk& chunk : chunks) {
            const RowId id = rows.insert(document, chunk.row);
            terms.insert(id, chunk.searchTerms);
            if (!chunk.embeddings.empty())
                embeddings.write(id, chunk.embeddings);
            if (!chunk.kv.empty())
                writeKvSlot(handle, id, layout, static_cast<std::uint64_t>(chunk.row.ordinal));
            ids.push_back(id);
        }
        bumpGeneration(handle);
        return ids;
    });
}

Result<std::vector<ChunkRow>> SessionStore::chunks(std::span<const RowId> ids) const {
    return m_state->read([&](SQLite::Database& handle) { return readChunks(handle, ids); });
}

Result<std::optional<RowId>> SessionStore::chunkAt(RowId document, int ordinal) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::optional<RowId>> {
        return findChunk(handle, document, ordinal);
    });
}

Result<std::vector<RowId>> SessionStore::chunkIds(std::optional<RowId> document) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::vector<RowId>> {
        return readChunkIds(handle, document);
    });
}

Result<void> SessionStore::visitChunks(const std::function<bool(const ChunkRow&)>& visit) const {
    return m_state->read([&](SQLite::Database& handle) { return visitChunkRows(handle, visit); });
}

Result<std::vector<TextHit>> SessionStore::searchText(std::span<const std::string> terms, int k,
                                                      std::span<const RowId> masked) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::vector<TextHit>> {
        return findText(handle, terms, k, masked);
    });
}

Result<SessionSummary> SessionStore::summary() const {
    return m_state->read([&](SQLite::Database& handle) -> Result<SessionSummary> {
        SQLite::Statement query(handle, "SELECT created_at, changed_at, (SELECT count(*) FROM document), "
                                        "(SELECT count(*) FROM chunk), "
                                        "(SELECT ifnull(sum(token_end - token_begin), 0) FROM chunk), "
                                        "(SELECT count(*) FROM message) FROM session_state");
        query.executeStep();
        SessionSummary summary;
        summary.name = m_state->folder.filename().string();
        summary.createdAt = query.getColumn(0).getString();
        summary.changedAt = query.getColumn(1).getString();
        summary.documents = query.getColumn(2).getInt64();
        summary.chunks = query.getColumn(3).getInt64();
        summary.tokens = query.getColumn(4).getInt64();
        summary.messages = query.getColumn(5).getInt64();
        std::error_code failure;
        for (std::filesystem::recursive_directory_iterator file(m_state->folder, failure), end;
             !failure && file != end; file.increment(failure)) {
            std::error_code ignored;
            if (file->is_regular_file(ignored))
                summary.sizeBytes += file->file_size(ignored);
        }
        return summary;
    });
}

Result<void> SessionStore::checkpoint() {
    return m_state->read([](SQLite::Database& handle) -> Result<void> {
        handle.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return {};
    });
}

} // namespace memlong

// The members of SessionStore for embeddings, trigger counters and pins.
#include "storage/embedding_table.h"
#include "storage/memory_table.h"
#include "storage/session_internal.h"

namespace memlong {

Result<void> SessionStore::setEmbeddings(RowId chunk, std::span<const float> rows) {
    const RelaxedSync relaxed(m_state->handle()); // they can be computed again
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        SQLite::Statement exists(handle, "SELECT 1 FROM chunk WHERE id = ?");
        exists.bind(1, chunk);
        if (!exists.executeStep())
            return noSuch("chunk", chunk);
        EmbeddingWriter(handle).write(chunk, rows);
        bumpGeneration(handle);
        return {};
    });
}

Result<void>
SessionStore::visitEmbeddings(const std::function<bool(RowId, std::span<const float>)>& visit) const {
    return m_state->read([&](SQLite::Database& handle) {
        Result<void> outcome;
        visitStoredEmbeddings(handle, [&](RowId chunk, const Result<std::vector<float>>& rows) {
            if (rows)
                return visit(chunk, *rows);
            outcome =
                makeError(rows.error().code, rows.error().message + "; run 'memlong session reencode " +
                                                 m_state->folder.filename().string() + "' to make it again");
            return false;
        });
        return outcome;
    });
}

Result<std::vector<RowId>> SessionStore::chunksWithoutEmbeddings() const {
    return m_state->read([](SQLite::Database& handle) -> Result<std::vector<RowId>> {
        return readChunksWithoutEmbeddings(handle);
    });
}

Result<void> SessionStore::addTriggers(std::span<const RowId> chunks) {
    const RelaxedSync relaxed(m_state->handle()); // several times an answer
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        countTriggers(handle, chunks);
        return {};
    });
}

Result<void> SessionStore::setPinned(RowId chunk, bool pinned) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        if (!writePinned(handle, chunk, pinned))
            return noSuch("chunk", chunk);
        return {};
    });
}

Result<std::vector<SessionStore::TriggerRow>> SessionStore::triggerRows() const {
    return m_state->read(
        [](SQLite::Database& handle) -> Result<std::vector<TriggerRow>> { return readTriggerRows(handle); });
}

} // namespace memlong

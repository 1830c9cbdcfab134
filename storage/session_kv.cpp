// The K/V members of SessionStore: files and rows together.
#include <SQLiteCpp/Statement.h>

#include "storage/kv_table.h"
#include "storage/session_internal.h"

namespace memlong {

Result<KvFile*> SessionStore::State::kvFileForWriting(RowId document) {
    bool replacedDamaged = false;
    MEMLONG_ASSIGN(KvFile* const file, kvFiles.forWriting(document, replacedDamaged));
    if (replacedDamaged)
        dropKvSlotsWithoutFile(handle(), document, [&](const KvLayout& layout) {
            return layout != *kvFiles.layout() && kvFiles.find(document, layout).has_value();
        });
    return file;
}

Result<void> SessionStore::useKvLayout(const KvLayout& layout) {
    if (layout.slotBytes == 0)
        return makeError(ErrorCode::InvalidArgument, "a K/V layout needs a slot size");
    m_state->kvFiles.use(layout);
    return {};
}

Result<bool> SessionStore::hasKv(RowId chunk) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<bool> {
        const auto& layout = m_state->kvFiles.layout();
        const auto id = layout ? findKvLayout(handle, *layout) : std::nullopt;
        return id && findKvSlot(handle, chunk, *id).has_value();
    });
}

Result<std::vector<std::byte>> SessionStore::readKv(RowId chunk) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::vector<std::byte>> {
        const auto& layout = m_state->kvFiles.layout();
        const auto id = layout ? findKvLayout(handle, *layout) : std::nullopt;
        const auto place = id ? findKvSlot(handle, chunk, *id) : std::nullopt;
        if (!place)
            return makeError(ErrorCode::NotFound, "chunk " + std::to_string(chunk) +
                                                      " is not encoded for this model; encode it again");
        MEMLONG_ASSIGN(KvFile* const file, m_state->kvFiles.forReading(place->document));
        return file->read(place->slot);
    });
}

Result<void> SessionStore::writeKv(RowId chunk, std::span<const std::byte> block) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        SQLite::Statement query(handle, "SELECT document, ordinal FROM chunk WHERE id = ?");
        query.bind(1, chunk);
        if (!query.executeStep())
            return makeError(ErrorCode::NotFound,
                             "there is no chunk " + std::to_string(chunk) + " in the session");
        const RowId document = query.getColumn(0).getInt64();
        const auto slot = static_cast<std::uint64_t>(query.getColumn(1).getInt64());
        MEMLONG_ASSIGN(KvFile* const file, m_state->kvFileForWriting(document));
        MEMLONG_TRY(file->write(slot, block));
        MEMLONG_TRY(file->sync());
        writeKvSlot(handle, chunk, findOrAddKvLayout(handle, *m_state->kvFiles.layout()), slot);
        return {};
    });
}

Result<std::vector<RowId>> SessionStore::chunksWithoutKv() const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::vector<RowId>> {
        const auto& layout = m_state->kvFiles.layout();
        return readChunksWithoutKv(handle, layout ? findKvLayout(handle, *layout) : std::nullopt);
    });
}

Result<std::vector<RowId>> SessionStore::chunksWithDamagedKv(std::stop_token stop) const {
    return m_state->read([&](SQLite::Database& handle) -> Result<std::vector<RowId>> {
        std::vector<RowId> damaged;
        const auto& layout = m_state->kvFiles.layout();
        const auto id = layout ? findKvLayout(handle, *layout) : std::nullopt;
        if (!id)
            return damaged;
        for (const auto& [chunk, place] : readKvPlaces(handle, *id)) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "cancelled");
            const auto file = m_state->kvFiles.forReading(place.document);
            const auto block = file ? (*file)->read(place.slot) : file.error();
            if (block)
                continue;
            if (block.error().code != ErrorCode::NotFound && block.error().code != ErrorCode::Corrupt)
                return block.error();
            damaged.push_back(chunk);
        }
        return damaged;
    });
}

} // namespace memlong

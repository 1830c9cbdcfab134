// Tables kv_layout and kv_slot: which chunk has K/V for which layout, and in which slot.
// Functions throw SQLite::Exception.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "storage/kv_file.h"
#include "storage/records.h"

namespace memlong {

struct KvLayoutRow {
    std::int64_t id = 0;
    KvLayout layout;
};

std::vector<KvLayoutRow> readKvLayouts(SQLite::Database& handle);
std::optional<std::int64_t> findKvLayout(SQLite::Database& handle, const KvLayout& layout);
std::int64_t findOrAddKvLayout(SQLite::Database& handle, const KvLayout& layout);

struct KvPlace {
    RowId document = 0;
    std::uint64_t slot = 0;
};
std::optional<KvPlace> findKvSlot(SQLite::Database& handle, RowId chunk, std::int64_t layout);
/// Of every chunk that has a slot for the layout, in the order of the files.
std::vector<std::pair<RowId, KvPlace>> readKvPlaces(SQLite::Database& handle, std::int64_t layout);
void writeKvSlot(SQLite::Database& handle, RowId chunk, std::int64_t layout, std::uint64_t slot);

/// Forgets the slots of a document for every layout that `hasFile` denies.
void dropKvSlotsWithoutFile(SQLite::Database& handle, RowId document,
                            const std::function<bool(const KvLayout&)>& hasFile);
std::vector<RowId> readChunksWithoutKv(SQLite::Database& handle, std::optional<std::int64_t> layout);

} // namespace memlong

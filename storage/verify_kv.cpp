#include <SQLiteCpp/Statement.h>

#include "storage/document_table.h"
#include "storage/kv_table.h"
#include "storage/verify.h"

namespace memlong {
namespace {

constexpr std::uint64_t kReportEvery = 64;

struct Slot {
    std::int64_t layout = 0;
    RowId document = 0;
    std::uint64_t slot = 0;
};

/// In an order that lets each file be opened once.
std::vector<Slot> readSlots(SQLite::Database& handle) {
    SQLite::Statement query(handle, "SELECT layout, document, slot FROM kv_slot JOIN chunk ON id = chunk "
                                    "ORDER BY layout, document, slot");
    std::vector<Slot> slots;
    while (query.executeStep())
        slots.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getInt64(),
                         static_cast<std::uint64_t>(query.getColumn(2).getInt64())});
    return slots;
}

std::optional<KvFile> openFor(const Slot& slot, const std::vector<KvLayoutRow>& layouts, const KvFiles& files,
                              Findings& findings) {
    for (const auto& [id, layout] : layouts) {
        if (id != slot.layout)
            continue;
        if (const auto path = files.find(slot.document, layout)) {
            auto file = KvFile::open(*path, layout, true);
            if (file)
                return std::move(*file);
            findings.add(file.error().message);
            return {};
        }
    }
    findings.add("the K/V file of document " + std::to_string(slot.document) +
                 " is missing or damaged; encode the document again");
    return {};
}

} // namespace

Result<void> verifyKv(SQLite::Database& handle, const KvFiles& files, const VerifyContext& context,
                      Findings& findings) {
    const auto layouts = readKvLayouts(handle);
    const auto slots = readSlots(handle);
    std::optional<KvFile> file;
    const Slot* previous = nullptr;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const Slot& slot = slots[i];
        if (i % kReportEvery == 0) {
            MEMLONG_TRY(context.report(i, slots.size(), "blocks"));
        }
        const bool sameFile =
            previous != nullptr && previous->layout == slot.layout && previous->document == slot.document;
        if (sameFile && previous->slot == slot.slot)
            findings.add("two chunks of document " + std::to_string(slot.document) + " share K/V slot " +
                         std::to_string(slot.slot));
        if (!sameFile)
            file = openFor(slot, layouts, files, findings);
        previous = &slot;
        if (!file)
            continue;
        if (const auto block = file->read(slot.slot); !block)
            findings.add(block.error().message);
    }
    for (const auto& entry : files.list()) {
        const std::string name = "kv/" + entry.path.filename().string();
        if (!entry.document)
            findings.add(name + " is not a file of memlong's");
        else if (!documentExists(handle, *entry.document))
            findings.add(name + " belongs to no document; it can be deleted");
    }
    return {};
}

} // namespace memlong

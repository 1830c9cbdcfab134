// The folder kv/ of a session: which file holds a document's K/V for the layout in use.
// The file in use is <document>.kv; one for another layout is kept as <document>.<layout>.kv.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "storage/kv_file.h"
#include "storage/records.h"

namespace memlong {

/// Eight hexadecimal digits that stand for a layout in file names.
std::string shortLayoutName(const KvLayout& layout);

class KvFiles {
public:
    KvFiles(std::filesystem::path folder, bool readOnly);

    void use(const KvLayout& layout);
    const std::optional<KvLayout>& layout() const { return m_layout; }

    /// NotFound when the document has no file for the layout in use.
    Result<KvFile*> forReading(RowId document);

    /// To be called inside a write transaction. Makes the file when there is none, moving one of another
    /// layout out of the way. `replacedDamaged` becomes true when the file there was unreadable and was set
    /// aside: rows that name it are void.
    Result<KvFile*> forWriting(RowId document, bool& replacedDamaged);

    /// Where the K/V of a document for any layout lies, if anywhere.
    std::optional<std::filesystem::path> find(RowId document, const KvLayout& layout) const;

    void removeDocument(RowId document);

    struct Entry {
        std::filesystem::path path;
        std::optional<RowId> document; // nothing: not a name of ours
        bool isTemporary = false;      // of a file that was being made when the program was killed
    };
    std::vector<Entry> list() const;

private:
    std::filesystem::path mainPath(RowId document) const;
    std::filesystem::path keptPath(RowId document, const KvLayout& layout) const;
    /// Nobody else makes files meanwhile: the caller of forWriting() holds the database's write lock.
    void removeTemporaries();
    Result<void> clearMainPath(RowId document, bool& replacedDamaged);

    std::filesystem::path m_folder;
    bool m_readOnly;
    std::optional<KvLayout> m_layout;
    std::map<RowId, KvFile> m_open;
};

} // namespace memlong

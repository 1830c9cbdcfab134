#include "storage/kv_files.h"

#include <algorithm>
#include <charconv>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/log.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxOpenFiles = 32;

/// What follows the name of a file while replaceFile() makes it: a dot and six letters or digits.
constexpr std::size_t kTemporarySuffixBytes = 7;

/// "12.kv" or "12.<something>.kv" -> 12, and the same with the suffix of a temporary file.
KvFiles::Entry entryOf(const std::filesystem::path& path) {
    KvFiles::Entry entry{.path = path};
    std::string name = path.filename().string();
    if (!name.ends_with(".kv") && name.size() > kTemporarySuffixBytes) {
        name.resize(name.size() - kTemporarySuffixBytes);
        entry.isTemporary = true;
    }
    RowId document = 0;
    const char* const nameEnd = name.data() + name.size();
    const auto [end, failure] = std::from_chars(name.data(), nameEnd, document);
    if (failure == std::errc{} && document > 0 && end != nameEnd && *end == '.' && name.ends_with(".kv"))
        entry.document = document;
    return entry;
}

Result<void> move(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failure;
    std::filesystem::rename(from, to, failure);
    if (failure)
        return systemError(failure.value(), "rename", from);
    return syncDirectory(from.parent_path());
}

} // namespace

std::string shortLayoutName(const KvLayout& layout) {
    std::string text = layout.fingerprint;
    for (const auto number :
         {layout.layer, layout.dtype, layout.kvHeads, layout.headDim, layout.chunkTokens, layout.slotBytes})
        text += '\n' + std::to_string(number);
    return hashHex(text).substr(0, 8);
}

KvFiles::KvFiles(std::filesystem::path folder, bool readOnly)
    : m_folder(std::move(folder)), m_readOnly(readOnly) {}

void KvFiles::use(const KvLayout& layout) {
    m_layout = layout;
    m_open.clear();
}

std::filesystem::path KvFiles::mainPath(RowId document) const {
    return m_folder / (std::to_string(document) + ".kv");
}

std::filesystem::path KvFiles::keptPath(RowId document, const KvLayout& layout) const {
    return m_folder / (std::to_string(document) + "." + shortLayoutName(layout) + ".kv");
}

std::optional<std::filesystem::path> KvFiles::find(RowId document, const KvLayout& layout) const {
    for (const auto& path : {mainPath(document), keptPath(document, layout)}) {
        const auto found = KvFile::layoutOf(path);
        if (found && *found == layout)
            return path;
    }
    return {};
}

Result<KvFile*> KvFiles::forReading(RowId document) {
    if (!m_layout)
        return makeError(ErrorCode::NotFound, "no model is loaded, so no K/V can be read");
    if (const auto open = m_open.find(document); open != m_open.end())
        return &open->second;
    const auto path = find(document, *m_layout);
    if (!path) {
        const auto main = KvFile::layoutOf(mainPath(document));
        if (!main && main.error().code != ErrorCode::NotFound)
            return main.error();
        return makeError(ErrorCode::NotFound, "document " + std::to_string(document) +
                                                  " is not encoded for this model; encode it again");
    }
    MEMLONG_ASSIGN(KvFile file, KvFile::open(*path, *m_layout, m_readOnly));
    if (m_open.size() >= kMaxOpenFiles)
        m_open.clear();
    return &m_open.emplace(document, std::move(file)).first->second;
}

Result<void> KvFiles::clearMainPath(RowId document, bool& replacedDamaged) {
    const auto path = mainPath(document);
    const auto found = KvFile::layoutOf(path);
    if (found && *found == *m_layout)
        return {};
    if (found)
        return move(path, keptPath(document, *found));
    switch (found.error().code) {
    case ErrorCode::NotFound:
        return {};
    case ErrorCode::Corrupt:
        logWarning(found.error().message + "; the damaged file is kept beside the new one");
        replacedDamaged = true;
        return move(path, m_folder / (std::to_string(document) + ".damaged.kv"));
    default:
        return found.error();
    }
}

Result<KvFile*> KvFiles::forWriting(RowId document, bool& replacedDamaged) {
    if (!m_layout)
        return makeError(ErrorCode::InvalidArgument, "no model is loaded, so no K/V can be stored");
    const auto path = mainPath(document);
    std::error_code failure;
    m_open.erase(document); // it may be open under the name of a kept file
    std::filesystem::create_directory(m_folder, failure);
    if (failure)
        return systemError(failure.value(), "make the folder", m_folder);
    MEMLONG_TRY(clearMainPath(document, replacedDamaged));
    if (const auto kept = keptPath(document, *m_layout);
        std::filesystem::exists(kept, failure) && !std::filesystem::exists(path, failure))
        MEMLONG_TRY(move(kept, path));
    if (!std::filesystem::exists(path, failure))
        removeTemporaries();
    MEMLONG_ASSIGN(KvFile file, KvFile::open(path, *m_layout, m_readOnly));
    if (m_open.size() >= kMaxOpenFiles)
        m_open.clear();
    return &m_open.emplace(document, std::move(file)).first->second;
}

void KvFiles::removeTemporaries() {
    for (const auto& entry : list()) {
        std::error_code ignored;
        if (entry.document && entry.isTemporary)
            std::filesystem::remove(entry.path, ignored);
    }
}

void KvFiles::removeDocument(RowId document) {
    m_open.erase(document);
    for (const auto& entry : list()) {
        std::error_code ignored;
        if (entry.document == document)
            std::filesystem::remove(entry.path, ignored);
    }
}

std::vector<KvFiles::Entry> KvFiles::list() const {
    std::vector<Entry> entries;
    std::error_code failure;
    for (std::filesystem::directory_iterator file(m_folder, failure), end; !failure && file != end;
         file.increment(failure))
        entries.push_back(entryOf(file->path()));
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
}

} // namespace memlong

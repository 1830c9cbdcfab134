#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>

#include "engine/base/files.h"
#include "engine/documents/document.h"
#include "engine/documents/file_kind.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxDepth = 64;

bool isReadable(const fs::path& path) {
    if (isKnownExtension(extensionOf(path)))
        return true; // also when broken: the user should hear of it
    std::ifstream file(path, std::ios::binary);
    std::string head(kHeadBytes, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    const FileKind kind = kindOfContent(head, path).kind;
    return kind != FileKind::Empty && kind != FileKind::Unsupported;
}

class Walk {
public:
    void folder(const fs::path& path, int depth) {
        std::error_code error;
        // Links may lead back up: every folder is entered once.
        const fs::path real = fs::canonical(path, error);
        if (error || depth > kMaxDepth || !m_entered.insert(real).second)
            return;
        for (fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end;
             !error && at != end; at.increment(error)) {
            const fs::path& entry = at->path();
            if (entry.filename().string().starts_with('.'))
                continue;
            std::error_code ignored;
            const fs::file_status status = fs::status(entry, ignored);
            if (fs::is_directory(status))
                folder(entry, depth + 1);
            else if (fs::is_regular_file(status) && isReadable(entry))
                m_files.push_back(entry);
        }
    }
    std::vector<fs::path> take() {
        std::sort(m_files.begin(), m_files.end());
        return std::move(m_files);
    }

private:
    std::set<fs::path> m_entered;
    std::vector<fs::path> m_files;
};

} // namespace

Result<std::vector<fs::path>> collectDocuments(const fs::path& root) {
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (!fs::exists(status))
        return systemError(error ? error.value() : ENOENT, "read", root);
    if (!fs::is_directory(status))
        return std::vector<fs::path>{root};
    Walk walk;
    walk.folder(root, 0);
    std::vector<fs::path> files = walk.take();
    if (files.empty())
        return makeError(ErrorCode::BadInput, "no readable document in " + root.string() +
                                                  "; PDF, text, Markdown, HTML and EPUB files can be read");
    return files;
}

} // namespace memlong

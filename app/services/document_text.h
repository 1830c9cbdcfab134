// The text of a document as its session stores it, by page.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/services/page_types.h"
#include "engine/base/result.h"
#include "storage/session_store.h"

namespace memlong {

/// Holds where pages and chunks begin, not their text.
class DocumentText {
public:
    explicit DocumentText(RowId document) : m_document(document) {}

    /// Takes in chunks that were stored since.
    Result<void> update(const SessionStore& store);
    int lastPage() const { return m_pageBegins.empty() ? 0 : m_pageBegins.rbegin()->first; }
    std::uint64_t end() const { return m_chunks.empty() ? 0 : m_chunks.back().end; }

    /// Empty for a page without text.
    Result<PageText> page(const SessionStore& store, int page) const;
    int pageAt(std::uint64_t codePoint) const;

    /// Calls `visit(begin, text)` for runs of text in document order until it returns false.
    Result<void> visit(const SessionStore& store,
                       const std::function<bool(std::uint64_t begin, const std::string& text)>& visit) const;

private:
    struct ChunkPlace {
        RowId id = 0;
        std::uint64_t begin = 0, end = 0; // code points
    };
    RowId m_document = 0;
    std::vector<ChunkPlace> m_chunks;          // in document order
    std::map<int, std::uint64_t> m_pageBegins; // pages that have text
};

} // namespace memlong

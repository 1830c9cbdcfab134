#include "app/services/document_text.h"

#include <algorithm>
#include <span>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kBatchChunks = 128;

} // namespace

Result<void> DocumentText::update(const SessionStore& store) {
    MEMLONG_ASSIGN(const std::vector<RowId> ids, store.chunkIds(m_document));
    const bool grown = m_chunks.size() <= ids.size() &&
                       std::equal(m_chunks.begin(), m_chunks.end(), ids.begin(),
                                  [](const ChunkPlace& known, RowId id) { return known.id == id; });
    if (!grown) {
        m_chunks.clear();
        m_pageBegins.clear();
    }
    while (m_chunks.size() < ids.size()) {
        const std::size_t count = std::min(kBatchChunks, ids.size() - m_chunks.size());
        MEMLONG_ASSIGN(const std::vector<ChunkRow> rows,
                       store.chunks(std::span(ids).subspan(m_chunks.size(), count)));
        for (const ChunkRow& row : rows) {
            m_chunks.push_back({row.id, row.charBegin, row.charEnd});
            const std::string_view text(row.text);
            std::size_t counted = 0; // bytes
            std::uint64_t place = row.charBegin;
            for (const auto& [offset, page] : row.pageStarts) {
                if (offset < counted || offset > text.size())
                    break; // a damaged row: verify reports it
                place += countCodePoints(text.substr(counted, offset - counted));
                counted = offset;
                m_pageBegins.try_emplace(page, place);
            }
        }
    }
    return {};
}

Result<PageText> DocumentText::page(const SessionStore& store, int page) const {
    PageText found;
    found.page = page;
    const auto at = m_pageBegins.find(page);
    if (at == m_pageBegins.end()) {
        const auto before = m_pageBegins.lower_bound(page);
        found.begin = before == m_pageBegins.end() ? end() : before->second;
        return found;
    }
    const auto next = std::next(at);
    const std::uint64_t begin = at->second;
    const std::uint64_t finish = next == m_pageBegins.end() ? end() : next->second;
    found.begin = begin;
    auto first =
        std::upper_bound(m_chunks.begin(), m_chunks.end(), begin,
                         [](std::uint64_t place, const ChunkPlace& chunk) { return place < chunk.end; });
    std::vector<RowId> ids;
    for (auto chunk = first; chunk != m_chunks.end() && chunk->begin < finish; ++chunk)
        ids.push_back(chunk->id);
    MEMLONG_ASSIGN(const std::vector<ChunkRow> rows, store.chunks(ids));
    for (const ChunkRow& row : rows) {
        const std::string_view text(row.text);
        const std::size_t from =
            begin > row.charBegin ? byteOffsetOfCodePoint(text, begin - row.charBegin) : 0;
        const std::size_t to =
            finish < row.charEnd ? byteOffsetOfCodePoint(text, finish - row.charBegin) : text.size();
        if (from < to)
            found.text.append(text.substr(from, to - from));
    }
    return found;
}

int DocumentText::pageAt(std::uint64_t codePoint) const {
    int page = 0;
    std::uint64_t latest = 0;
    for (const auto& [number, begin] : m_pageBegins) {
        if (begin > codePoint)
            break;
        // Of pages that begin at one place only the last has text.
        if (begin >= latest) {
            latest = begin;
            page = number;
        }
    }
    return page;
}

Result<void>
DocumentText::visit(const SessionStore& store,
                    const std::function<bool(std::uint64_t begin, const std::string& text)>& visit) const {
    for (std::size_t i = 0; i < m_chunks.size(); i += kBatchChunks) {
        std::vector<RowId> ids;
        for (std::size_t j = i; j < std::min(m_chunks.size(), i + kBatchChunks); ++j)
            ids.push_back(m_chunks[j].id);
        MEMLONG_ASSIGN(const std::vector<ChunkRow> rows, store.chunks(ids));
        for (const ChunkRow& row : rows)
            if (!visit(row.charBegin, row.text))
                return {};
    }
    return {};
}

} // namespace memlong

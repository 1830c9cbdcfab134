#include "app/services/quote_passage.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kNeighbourBytes = 1200; // two sentences of the greatest length

bool isContinuationByte(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t tailBegin(const std::string& text) {
    std::size_t begin = text.size() - std::min(text.size(), kNeighbourBytes);
    while (begin < text.size() && isContinuationByte(text[begin]))
        ++begin;
    return begin;
}

std::size_t headEnd(const std::string& text) {
    std::size_t end = std::min(text.size(), kNeighbourBytes);
    while (end > 0 && end < text.size() && isContinuationByte(text[end]))
        --end;
    return end;
}

} // namespace

Result<QuotePassage> QuotePassage::around(const SessionStore& store, const ChunkRow& chunk) {
    const auto neighbour = [&](int ordinal) -> Result<std::optional<ChunkRow>> {
        MEMLONG_ASSIGN(const std::optional<RowId> id, store.chunkAt(chunk.document, ordinal));
        if (!id)
            return std::optional<ChunkRow>();
        MEMLONG_ASSIGN(std::vector<ChunkRow> rows, store.chunks(std::span(&*id, 1)));
        return std::optional(std::move(rows.front()));
    };
    QuotePassage passage;
    const auto append = [&](const ChunkRow& row, std::size_t begin, std::size_t end) {
        const std::size_t shift = passage.m_text.size();
        for (std::size_t i = 0; i < row.pageStarts.size(); ++i) {
            const auto [offset, page] = row.pageStarts[i];
            const bool covers = i + 1 == row.pageStarts.size() || row.pageStarts[i + 1].first > begin;
            if (covers && offset < end)
                passage.m_pageStarts.emplace_back(shift + (offset > begin ? offset - begin : 0), page);
        }
        passage.m_text.append(row.text, begin, end - begin);
    };
    if (chunk.ordinal > 0) {
        MEMLONG_ASSIGN(const auto before, neighbour(chunk.ordinal - 1));
        if (before && before->charEnd == chunk.charBegin)
            append(*before, tailBegin(before->text), before->text.size());
    }
    passage.m_chunkBegin = passage.m_text.size();
    passage.m_chunkChar = chunk.charBegin;
    append(chunk, 0, chunk.text.size());
    passage.m_chunkEnd = passage.m_text.size();
    MEMLONG_ASSIGN(const auto after, neighbour(chunk.ordinal + 1));
    if (after && after->charBegin == chunk.charEnd)
        append(*after, 0, headEnd(after->text));
    return passage;
}

std::vector<TextRange> QuotePassage::sentences() const {
    std::vector<TextRange> ranges = splitSentences(m_text);
    std::erase_if(ranges, [&](const TextRange& range) {
        return range.begin >= m_chunkEnd || range.end <= m_chunkBegin;
    });
    return ranges;
}

std::uint64_t QuotePassage::charAt(std::size_t offset) const {
    const std::string_view text(m_text);
    if (offset >= m_chunkBegin)
        return m_chunkChar + countCodePoints(text.substr(m_chunkBegin, offset - m_chunkBegin));
    return m_chunkChar - countCodePoints(text.substr(offset, m_chunkBegin - offset));
}

int QuotePassage::pageAt(std::size_t offset) const {
    int page = 0;
    for (const auto& [begin, number] : m_pageStarts) {
        if (begin > offset)
            break;
        page = number;
    }
    return page;
}

} // namespace memlong

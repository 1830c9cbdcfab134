// A retrieved chunk together with the ends of its neighbours, so that no sentence of it is cut.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/sentences.h"
#include "storage/session_store.h"

namespace memlong {

class QuotePassage {
public:
    static Result<QuotePassage> around(const SessionStore& store, const ChunkRow& chunk);

    const std::string& text() const { return m_text; }
    /// Sentences of which at least a part is in the chunk itself.
    std::vector<TextRange> sentences() const;
    /// Of the byte `offset` of text(): code points of the document's text, and the page.
    std::uint64_t charAt(std::size_t offset) const;
    int pageAt(std::size_t offset) const;

private:
    std::string m_text; // end of the chunk before, chunk, beginning of the chunk after
    std::size_t m_chunkBegin = 0, m_chunkEnd = 0;
    std::uint64_t m_chunkChar = 0;                         // of the chunk's first character
    std::vector<std::pair<std::size_t, int>> m_pageStarts; // offsets into m_text, ascending
};

} // namespace memlong

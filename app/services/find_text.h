// Finds a text in a document that comes piece by piece, whatever its case, accents and line breaks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/services/page_types.h"

namespace memlong {

class TextFinder {
public:
    TextFinder(const std::string& query, std::size_t limit);

    /// A query of nothing but signs that are passed over finds nothing.
    bool isEmpty() const { return m_query.empty(); }
    /// Pieces in document order, each beginning where the one before ended; false once the limit is reached.
    bool add(std::uint64_t begin, const std::string& text);
    /// The matches, without their pages; the finder is empty afterwards.
    std::vector<TextMatch> finish();

private:
    void search(bool last);
    TextMatch makeMatch(std::size_t foldedBegin, std::size_t foldedEnd) const;

    std::u32string m_query;
    std::size_t m_limit;
    std::u32string m_text;              // what is still needed of the text, from m_begin on
    std::uint64_t m_begin = 0;          // code point of the document
    std::size_t m_searched = 0;         // matches that begin before here (in m_text) are known
    std::u32string m_folded;            // of m_text
    std::vector<std::size_t> m_sources; // of each folded character: its place in m_text
    std::vector<TextMatch> m_matches;
};

} // namespace memlong

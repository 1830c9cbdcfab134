#include "app/services/find_text.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace memlong {
namespace {

constexpr std::size_t kContextBefore = 40, kContextAfter = 120; // code points around a match
constexpr std::size_t kSearchAt = 1 << 16;                      // code points gathered before searching
constexpr std::size_t kMostQuery = 400;                         // folded characters

std::u32string decode(const std::string& text) {
    std::u32string out;
    out.reserve(text.size());
    for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
        UChar32 c = 0;
        U8_NEXT(text.data(), at, static_cast<int32_t>(text.size()), c);
        out += c < 0 ? U'\uFFFD' : static_cast<char32_t>(c);
    }
    return out;
}

void appendUtf8(std::string& out, char32_t c) {
    char bytes[U8_MAX_LENGTH];
    int32_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(c));
    out.append(bytes, static_cast<std::size_t>(size));
}

/// Calls `add` with what is compared of `c`: small letters without accents; white space as one space.
template <class Add> void fold(char32_t c, const Add& add) {
    const auto code = static_cast<UChar32>(c);
    if (u_isUWhiteSpace(code))
        return add(U' ');
    if (c == 0xAD || u_charType(code) == U_FORMAT_CHAR)
        return;
    if (c < 0x80)
        return add(static_cast<char32_t>(u_tolower(code)));
    switch (c) { // typed quotation marks find printed ones
    case 0x2018:
    case 0x2019:
    case 0x201B:
        return add(U'\'');
    case 0x201C:
    case 0x201D:
    case 0x201E:
        return add(U'"');
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
        return add(U'-');
    default:
        break;
    }
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const forms = icu::Normalizer2::getNFKDInstance(status);
    icu::UnicodeString parts(code);
    if (forms)
        parts = forms->normalize(parts, status);
    parts.foldCase();
    for (int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const UChar32 part = parts.char32At(at);
        if (u_charType(part) != U_NON_SPACING_MARK)
            add(static_cast<char32_t>(part));
    }
}

void foldAll(const std::u32string& text, std::u32string& folded, std::vector<std::size_t>& sources) {
    folded.clear();
    sources.clear();
    for (std::size_t i = 0; i < text.size(); ++i)
        fold(text[i], [&](char32_t c) {
            if (c == U' ' && (folded.empty() || folded.back() == U' '))
                return;
            folded += c;
            sources.push_back(i);
        });
}

std::string onOneLine(const std::u32string& text, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
        const bool space = u_isUWhiteSpace(static_cast<UChar32>(text[i]));
        if (!space)
            appendUtf8(out, text[i]);
        else if (out.empty() || out.back() != ' ')
            out += ' ';
    }
    return out;
}

} // namespace

TextFinder::TextFinder(const std::string& query, std::size_t limit) : m_limit(limit) {
    std::vector<std::size_t> ignored;
    foldAll(decode(query), m_query, ignored);
    while (!m_query.empty() && m_query.back() == U' ')
        m_query.pop_back();
    m_query.resize(std::min(m_query.size(), kMostQuery));
}

bool TextFinder::add(std::uint64_t begin, const std::string& text) {
    if (m_text.empty())
        m_begin = begin;
    m_text += decode(text);
    if (m_text.size() >= kSearchAt)
        search(false);
    return m_matches.size() < m_limit;
}

TextMatch TextFinder::makeMatch(std::size_t foldedBegin, std::size_t foldedEnd) const {
    const std::size_t begin = m_sources[foldedBegin];
    // With its accents, which were folded away.
    const std::size_t end = foldedEnd < m_sources.size()
                                ? std::max(m_sources[foldedEnd], m_sources[foldedEnd - 1] + 1)
                                : m_sources[foldedEnd - 1] + 1;
    std::size_t trimmed = end;
    while (trimmed > begin + 1 && u_isUWhiteSpace(static_cast<UChar32>(m_text[trimmed - 1])))
        --trimmed;
    TextMatch match;
    match.range = {m_begin + begin, m_begin + trimmed};
    match.before = onOneLine(m_text, begin > kContextBefore ? begin - kContextBefore : 0, begin);
    match.match = onOneLine(m_text, begin, trimmed);
    match.after = onOneLine(m_text, trimmed, std::min(m_text.size(), trimmed + kContextAfter));
    return match;
}

void TextFinder::search(bool last) {
    foldAll(m_text, m_folded, m_sources);
    // A match near the end waits for the text after it, unless there is none.
    const std::size_t margin = kContextAfter + 4 * m_query.size();
    const std::size_t safe = last ? m_text.size() : m_text.size() - std::min(m_text.size(), margin);
    std::size_t from = 0;
    while (m_matches.size() < m_limit) {
        const std::size_t at = m_folded.find(m_query, from);
        if (at == std::u32string::npos || m_sources[at] >= safe)
            break;
        if (m_sources[at] >= m_searched) {
            m_matches.push_back(makeMatch(at, at + m_query.size()));
            from = at + m_query.size();
        } else {
            from = at + 1;
        }
    }
    // A match that was taken may reach beyond `safe`: do not find its inside again.
    std::size_t known = safe;
    if (!m_matches.empty() && m_matches.back().range.end > m_begin)
        known = std::max<std::size_t>(known, m_matches.back().range.end - m_begin);
    const std::size_t dropped = safe - std::min(safe, kContextBefore);
    m_text.erase(0, dropped);
    m_begin += dropped;
    m_searched = known - dropped;
}

std::vector<TextMatch> TextFinder::finish() {
    if (m_matches.size() < m_limit && !m_text.empty())
        search(true);
    return std::move(m_matches);
}

} // namespace memlong

#include "engine/documents/virtual_pages.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxBytesPerCharacter = 4;

/// Where the page that may hold at most all of `window` ends best.
std::size_t bestCut(std::string_view window) {
    const std::size_t least = window.size() / 4;
    std::size_t cut = window.rfind("\n\n");
    if (cut != std::string_view::npos && cut + 2 >= least) {
        cut += 2;
        while (cut < window.size() && window[cut] == '\n')
            ++cut;
        return cut;
    }
    cut = window.rfind('\n');
    if (cut != std::string_view::npos && cut + 1 >= least)
        return cut + 1;
    std::size_t best = 0;
    for (const std::string_view end : {". ", "! ", "? ", "\u3002", "\uFF01", "\uFF1F"}) {
        cut = window.rfind(end);
        if (cut != std::string_view::npos)
            best = std::max(best, cut + end.size());
    }
    if (best >= least)
        return best;
    cut = window.rfind(' ');
    return cut != std::string_view::npos && cut + 1 >= least ? cut + 1 : window.size();
}

} // namespace

void VirtualPages::append(std::string_view text) {
    m_text.erase(0, m_offset);
    m_offset = 0;
    m_text += text;
}

std::size_t VirtualPages::pageEnd(std::string_view text) {
    if (m_limit == 0) {
        if (!m_finished && text.size() < kLongPageCharacters * kMaxBytesPerCharacter)
            return 0;
        const bool paged =
            text.substr(0, kLongPageCharacters * kMaxBytesPerCharacter).find('\f') != text.npos;
        m_limit = paged ? kLongPageCharacters : kPageCharacters;
    }
    const std::string_view reach = text.substr(0, m_limit * kMaxBytesPerCharacter);
    const std::string_view window = reach.substr(0, byteOffsetOfCodePoint(reach, m_limit));
    if (const std::size_t feed = window.find('\f'); feed != std::string_view::npos)
        return feed + 1;
    if (window.size() == text.size())
        return m_finished ? text.size() : 0;
    return bestCut(window);
}

std::optional<std::string_view> VirtualPages::next() {
    const std::string_view text = std::string_view(m_text).substr(m_offset);
    if (text.empty())
        return std::nullopt;
    const std::size_t end = pageEnd(text);
    if (end == 0)
        return std::nullopt;
    m_offset += end;
    return text.substr(0, end);
}

std::vector<std::size_t> pageStarts(std::string_view text) {
    VirtualPages pages;
    pages.append(text);
    pages.finish();
    std::vector<std::size_t> starts;
    std::size_t at = 0;
    while (const auto page = pages.next()) {
        starts.push_back(at);
        at += page->size();
    }
    return starts;
}

int pageOfOffset(const std::vector<std::size_t>& starts, std::size_t offset) {
    const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
    return std::max(1, static_cast<int>(after - starts.begin()));
}

} // namespace memlong

#include "engine/generation/text_stream.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace memlong {

bool TextStream::append(std::string_view bytes) {
    if (m_text.empty()) // answers begin without the space that separates them from the prompt
        while (!bytes.empty() && (bytes.front() == ' ' || bytes.front() == '\n')) {
            m_newLine = bytes.front() == '\n';
            bytes.remove_prefix(1);
        }
    const std::size_t before = m_text.size();
    m_text += bytes;
    std::size_t end = m_text.size();
    if (m_newLine && m_stopText.starts_with('\n')) { // it may begin with the line break that was left out
        const std::string_view rest = std::string_view(m_stopText).substr(1);
        if (m_text.starts_with(rest)) {
            m_text.clear();
            m_ends.push_back(0);
            return true;
        }
        if (rest.starts_with(m_text)) {
            m_ends.push_back(m_text.size());
            return false;
        }
    }
    if (!m_stopText.empty()) {
        const std::size_t from = before > m_stopText.size() ? before - m_stopText.size() : 0;
        if (const auto at = m_text.find(m_stopText, from); at != std::string::npos) {
            m_text.resize(at);
            m_ends.push_back(at);
            return true;
        }
        // The longest end of the text that could become the stop text waits.
        for (std::size_t length = std::min(m_stopText.size() - 1, end); length > 0; --length)
            if (m_text.ends_with(std::string_view(m_stopText).substr(0, length))) {
                end -= length;
                break;
            }
    }
    m_ends.push_back(m_text.size());
    send(m_sent + completeUtf8Prefix(std::string_view(m_text).substr(m_sent, end - std::min(end, m_sent))));
    return false;
}

void TextStream::send(std::size_t end) {
    if (end <= m_sent)
        return;
    const std::string piece = repairUtf8(std::string_view(m_text).substr(m_sent, end - m_sent));
    m_sent = end;
    if (m_onText)
        m_onText(piece);
}

void TextStream::finish() {
    send(m_text.size());
    // A character goes to the token that completes it, and nothing behind the stop text counts.
    std::string repaired;
    std::size_t from = 0;
    for (std::size_t& end : m_ends) {
        const std::string_view added =
            std::string_view(m_text).substr(from, std::min(end, m_text.size()) - from);
        const std::size_t complete = completeUtf8Prefix(added);
        repaired += repairUtf8(added.substr(0, complete));
        from += complete;
        end = repaired.size();
    }
    m_text = repaired + repairUtf8(std::string_view(m_text).substr(from));
}

} // namespace memlong

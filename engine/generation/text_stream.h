// Turns token pieces into text that can be shown: never part of a character, never part of the stop text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace memlong {

class TextStream {
public:
    TextStream(std::string_view stopText, std::function<void(const std::string&)> onText)
        : m_stopText(stopText), m_onText(std::move(onText)) {}

    /// Adds the bytes of one token. True when the stop text has appeared; it and what follows are dropped.
    bool append(std::string_view bytes);
    /// Sends what was held back.
    void finish();
    const std::string& text() const { return m_text; }
    /// Once finished: how much of the text was complete after each append().
    const std::vector<std::size_t>& ends() const { return m_ends; }

private:
    void send(std::size_t end);

    std::string m_stopText;
    std::function<void(const std::string&)> m_onText;
    std::string m_text; // valid UTF-8 once finished
    std::size_t m_sent = 0;
    bool m_newLine = false; // stood before the text
    std::vector<std::size_t> m_ends;
};

} // namespace memlong

#include "engine/documents/markdown_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace memlong {
namespace {

/// `[label]: place "title"`: shown by no reader. A note, or a speaker in brackets, is text.
bool isLinkDefinition(std::string_view line) {
    const std::size_t end = line.find("]: ");
    if (line.empty() || line.front() != '[' || end == line.npos || end < 2 || line[1] == '^')
        return false;
    std::string_view rest = line.substr(end + 3);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const std::size_t space = rest.find(' ');
    const std::string_view place = rest.substr(0, space);
    if (place.find_first_of("/.#:<") == place.npos || place.back() == '.')
        return false;
    if (space == rest.npos)
        return true;
    const std::string_view title = rest.substr(std::min(rest.find_first_not_of(' ', space), rest.size()));
    return title.empty() ||
           (title.size() > 1 && (title.front() == '"' || title.front() == '\'' || title.front() == '(') &&
            (title.back() == title.front() || title.back() == ')'));
}

constexpr int kMaxNesting = 8; // of links inside links

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool isPunctuation(char c) {
    return std::ispunct(static_cast<unsigned char>(c)) != 0;
}

bool isWordByte(char c) {
    return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// The position after the closing bracket that matches the opening one at `open`, or npos.
std::size_t afterBracket(std::string_view text, std::size_t open, char opening, char closing) {
    int depth = 0;
    for (std::size_t i = open; i < std::min(text.size(), open + 4000); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == opening)
            ++depth;
        else if (text[i] == closing && --depth == 0)
            return i + 1;
    }
    return std::string_view::npos;
}

std::string_view entity(std::string_view text, std::size_t& length) {
    static constexpr auto kEntities =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"&amp;", "&"},
                                                                      {"&lt;", "<"},
                                                                      {"&gt;", ">"},
                                                                      {"&quot;", "\""},
                                                                      {"&#39;", "'"},
                                                                      {"&apos;", "'"},
                                                                      {"&nbsp;", " "},
                                                                      {"&mdash;", "\u2014"},
                                                                      {"&ndash;", "\u2013"},
                                                                      {"&hellip;", "\u2026"},
                                                                      {"&copy;", "\u00A9"}});
    for (const auto& [name, value] : kEntities)
        if (text.starts_with(name)) {
            length = name.size();
            return value;
        }
    return {};
}

/// The end of an HTML tag, comment or <address> at `at`, or npos when it is only a "<".
std::size_t afterTag(std::string_view text, std::size_t at) {
    if (at + 1 >= text.size() || (!std::isalpha(static_cast<unsigned char>(text[at + 1])) &&
                                  text[at + 1] != '/' && text[at + 1] != '!'))
        return std::string_view::npos;
    const std::size_t end = text.find('>', at);
    return end == std::string_view::npos ? end : end + 1;
}

std::string inlineText(std::string_view line, int nesting = 0) {
    std::string out;
    const auto marks = [&](char c) { return std::count(line.begin(), line.end(), c); };
    const bool stars = marks('*') >= 2;
    const bool strikes = line.find("~~") != std::string_view::npos;
    const std::size_t tagsEnd = line.rfind('>') + 1; // 0 without any
    for (std::size_t i = 0; i < line.size();) {
        const char c = line[i];
        const char before = i > 0 ? line[i - 1] : ' ';
        if (c == '\\' && i + 1 < line.size() && isPunctuation(line[i + 1])) {
            out += line[i + 1];
            i += 2;
        } else if (c == '`') {
            const std::size_t open = std::min(line.find_first_not_of('`', i), line.size());
            const std::string_view fence = line.substr(i, open - i);
            const std::size_t close = line.find(fence, open);
            if (close == std::string_view::npos) {
                out += fence;
                i = open;
            } else {
                out += line.substr(open, close - open);
                i = close + fence.size();
            }
        } else if ((c == '[' || (c == '!' && i + 1 < line.size() && line[i + 1] == '[')) &&
                   nesting < kMaxNesting) {
            const std::size_t open = c == '!' ? i + 1 : i;
            const std::size_t close = afterBracket(line, open, '[', ']');
            std::size_t end = close;
            if (close != std::string_view::npos && close < line.size() && line[close] == '(')
                end = afterBracket(line, close, '(', ')');
            else if (close != std::string_view::npos && close < line.size() && line[close] == '[')
                end = afterBracket(line, close, '[', ']');
            const bool link = close != std::string_view::npos && end != std::string_view::npos && end > close;
            if (link) {
                out += inlineText(line.substr(open + 1, close - open - 2), nesting + 1);
                i = end;
            } else {
                out += c;
                ++i;
            }
        } else if (const std::size_t end = c == '<' && i < tagsEnd ? afterTag(line, i) : line.npos;
                   end != line.npos) {
            const std::string_view inside = line.substr(i + 1, end - i - 2);
            if (inside.find("://") != inside.npos && inside.find(' ') == inside.npos)
                out += inside;
            i = end;
        } else if (c == '&') {
            std::size_t length = 1;
            const std::string_view value = entity(line.substr(i), length);
            out += value.empty() ? std::string_view("&") : value;
            i += length;
        } else if (c == '*' || c == '_' || (c == '~' && strikes)) {
            const std::size_t end = std::min(line.find_first_not_of(c, i), line.size());
            const char after = end < line.size() ? line[end] : ' ';
            const bool apart = before == ' ' && after == ' ';
            const bool digits = std::isdigit(static_cast<unsigned char>(before)) != 0 &&
                                std::isdigit(static_cast<unsigned char>(after)) != 0;
            const bool insideWord = digits || (c == '_' && isWordByte(before) && isWordByte(after));
            if (apart || insideWord || (c == '*' && !stars))
                out += line.substr(i, end - i);
            i = end;
        } else {
            out += c;
            ++i;
        }
    }
    return out;
}

class Converter {
public:
    MarkdownText convert(std::string_view markdown) {
        markdown = frontMatter(markdown);
        while (!markdown.empty()) {
            const std::size_t end = std::min(markdown.find('\n'), markdown.size());
            line(markdown.substr(0, end));
            markdown.remove_prefix(std::min(end + 1, markdown.size()));
        }
        return std::move(m_result);
    }

private:
    /// Skips a YAML block at the beginning; takes the title from it.
    std::string_view frontMatter(std::string_view markdown) {
        if (!markdown.starts_with("---\n"))
            return markdown;
        const std::size_t end = markdown.find("\n---\n", 3);
        if (end == std::string_view::npos || end > 20000)
            return markdown;
        const std::string_view block = markdown.substr(4, end - 3);
        if (const std::size_t at = block.find("title:");
            at == 0 || (at != block.npos && block[at - 1] == '\n')) {
            std::string_view title = trimmed(block.substr(at + 6, block.find('\n', at) - at - 6));
            if (title.size() >= 2 && (title.front() == '"' || title.front() == '\''))
                title = title.substr(1, title.size() - 2);
            m_result.title = title;
        }
        return markdown.substr(end + 5);
    }

    /// Takes comments away from the beginning of a line; false when nothing is left of it.
    bool passComments(std::string_view& raw) {
        for (std::string_view text = trimmed(raw); m_comment || text.starts_with("<!--");
             text = trimmed(raw)) {
            const std::size_t end = text.find("-->");
            m_comment = end == text.npos;
            raw = m_comment ? std::string_view() : trimmed(text.substr(end + 3));
            if (raw.empty())
                return false;
        }
        return true;
    }

    void line(std::string_view raw) {
        if (m_fence.empty() && !passComments(raw))
            return;
        const std::string_view text = trimmed(raw);
        const char mark = text.empty() ? ' ' : text[0];
        const std::size_t run = std::min(text.find_first_not_of(mark), text.size());
        if (!m_fence.empty()) {
            if (text.starts_with(m_fence) && run == text.size())
                m_fence.clear();
            else
                put(raw);
            return;
        }
        if ((mark == '`' || mark == '~') && run >= 3 && text.find('`', run) == text.npos) {
            m_fence = text.substr(0, run);
            return;
        }
        if (mark == '#' && run <= 6 && (run == text.size() || text[run] == ' ')) {
            std::string_view title = trimmed(text.substr(run));
            const std::size_t last = title.find_last_not_of('#');
            if (last != title.npos && last + 1 < title.size() && title[last] == ' ')
                title = trimmed(title.substr(0, last));
            heading(inlineText(title), static_cast<int>(run) - 1);
            return;
        }
        if ((mark == '=' || mark == '-') && run == text.size() && !m_previous.empty()) {
            underlined(mark == '=' ? 0 : 1);
            return;
        }
        const bool rule = run >= 3 && run == text.size() && (mark == '*' || mark == '_' || mark == '-');
        const bool tableRule = text.find_first_not_of("|-: \t") == text.npos && text.find("--") != text.npos;
        if (rule || tableRule || isLinkDefinition(text)) {
            m_previous.clear();
            return;
        }
        put(body(raw));
        m_previous = text;
    }

    /// Without quotation marks of the margin; a table's bars and a list's bullets become lighter.
    std::string body(std::string_view raw) {
        std::string_view text = raw;
        while (true) {
            const std::string_view rest = text.substr(std::min(text.find_first_not_of(' '), text.size()));
            if (rest.empty() || rest[0] != '>')
                break;
            text = rest.substr(rest.size() > 1 && rest[1] == ' ' ? 2 : 1);
        }
        const std::size_t indent = std::min(text.find_first_not_of(" \t"), text.size());
        std::string_view rest = text.substr(indent);
        if (rest.size() > 2 && rest[0] == '|' && rest.find('|', 1) != rest.npos) {
            rest = trimmed(rest.substr(1, rest.back() == '|' ? rest.size() - 2 : rest.size() - 1));
            return inlineText(rest);
        }
        std::string out(text.substr(0, indent));
        if (rest.size() > 1 && (rest[0] == '*' || rest[0] == '+') && rest[1] == ' ') {
            out += "- ";
            rest.remove_prefix(2);
        }
        out += inlineText(rest);
        out.resize(out.find_last_not_of(" \t\\") + 1);
        return out;
    }

    void put(std::string_view text) {
        // One blank line between paragraphs is enough.
        if (text.empty() && (m_result.text.empty() || m_result.text.ends_with("\n\n")))
            return;
        m_lastLine = m_result.text.size();
        m_result.text += text;
        m_result.text += '\n';
    }

    void blankLine() {
        if (!m_result.text.empty() && !m_result.text.ends_with("\n\n"))
            m_result.text += '\n';
    }

    void heading(std::string title, int level) {
        blankLine();
        m_result.headings.push_back({title, level, m_result.text.size()});
        put(title);
        m_result.text += '\n';
        m_previous.clear();
    }

    /// The line before turns out to be a heading.
    void underlined(int level) {
        std::string title = m_result.text.substr(m_lastLine);
        m_result.text.resize(m_lastLine);
        if (!title.empty() && title.back() == '\n')
            title.pop_back();
        heading(std::move(title), level);
    }

    MarkdownText m_result;
    std::string m_fence;    // the marks that end the listing we are in
    std::string m_previous; // the line before, when it was text
    std::size_t m_lastLine = 0;
    bool m_comment = false;
};

} // namespace

MarkdownText markdownToText(std::string_view markdown) {
    return Converter().convert(markdown);
}

} // namespace memlong

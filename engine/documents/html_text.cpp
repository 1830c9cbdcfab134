#include "engine/documents/html_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <climits>
#include <cstring>
#include <memory>

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

namespace memlong {
namespace {

constexpr std::size_t kMaxAnchors = 100000;

template <std::size_t N> bool isOneOf(const char* name, const std::array<const char*, N>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* known) { return std::strcmp(name, known) == 0; });
}

// Ruby readings (rt, rp) would stand in the middle of Japanese words.
constexpr auto kSkipped = std::to_array<const char*>(
    {"script", "style", "nav", "template", "noscript", "svg", "iframe", "object", "head", "rt", "rp"});
constexpr auto kParagraphs = std::to_array<const char*>(
    {"p",          "div",     "section", "article", "main",    "header",     "footer", "aside",
     "blockquote", "pre",     "h1",      "h2",      "h3",      "h4",         "h5",     "h6",
     "ul",         "ol",      "dl",      "table",   "figure",  "figcaption", "hr",     "form",
     "fieldset",   "address", "body",    "center",  "details", "summary"});
constexpr auto kLines =
    std::to_array<const char*>({"li", "tr", "dt", "dd", "br", "caption", "option", "legend"});

std::string attribute(const xmlNode* node, const char* name) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> value(
        xmlGetProp(node, reinterpret_cast<const xmlChar*>(name)), xmlFree);
    return value ? reinterpret_cast<const char*>(value.get()) : std::string();
}

bool isSkipped(const xmlNode* node, const char* name) {
    return isOneOf(name, kSkipped) ||
           xmlHasProp(node, reinterpret_cast<const xmlChar*>("hidden")) != nullptr ||
           attribute(node, "role") == "navigation";
}

std::string collapsed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

class Extraction {
public:
    /// Walks the tree without recursion, since a stranger chose its depth.
    HtmlText run(const xmlNode* root) {
        const xmlNode* node = root;
        while (node) {
            const bool into = enter(node);
            if (into && node->children) {
                node = node->children;
                continue;
            }
            if (into)
                leave(node);
            while (node != root && !node->next) {
                node = node->parent;
                leave(node);
            }
            if (node == root)
                break;
            node = node->next;
        }
        if (!m_result.text.empty())
            m_result.text += '\n';
        return std::move(m_result);
    }

private:
    static const char* nameOf(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

    bool enter(const xmlNode* node) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            if (node->content)
                text(reinterpret_cast<const char*>(node->content));
            return false;
        }
        if (node->type != XML_ELEMENT_NODE)
            return node->type == XML_HTML_DOCUMENT_NODE || node->type == XML_DOCUMENT_NODE;
        const char* name = nameOf(node);
        if (std::strcmp(name, "head") == 0)
            readHead(node);
        if (isSkipped(node, name))
            return false;
        block(name);
        if (std::strcmp(name, "pre") == 0)
            ++m_preformatted;
        if (std::strcmp(name, "li") == 0)
            m_prefix = "- ";
        if ((std::strcmp(name, "td") == 0 || std::strcmp(name, "th") == 0) && node->prev)
            m_pendingSpace = true;
        if (isHeading(name) && m_headingNode == nullptr) {
            m_headingNode = node;
            m_heading = {std::string(), name[1] - '1', 0};
            m_headingStarted = false;
        }
        for (const char* key : {"id", "name"})
            if (std::string anchor = attribute(node, key);
                !anchor.empty() && m_result.anchors.size() < kMaxAnchors)
                m_result.anchors.emplace(std::move(anchor), m_result.text.size());
        return true;
    }

    void leave(const xmlNode* node) {
        if (node->type != XML_ELEMENT_NODE)
            return;
        const char* name = nameOf(node);
        if (std::strcmp(name, "pre") == 0)
            --m_preformatted;
        if (node == m_headingNode) {
            m_headingNode = nullptr;
            m_heading.title = collapsed(m_heading.title);
            if (!m_heading.title.empty())
                m_result.headings.push_back(m_heading);
        }
        if (std::strcmp(name, "br") != 0)
            block(name);
        if (std::strcmp(name, "li") == 0)
            m_prefix.clear();
    }

    static bool isHeading(const char* name) {
        return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2];
    }

    void block(const char* name) {
        const int breaks = isOneOf(name, kParagraphs) ? 2 : isOneOf(name, kLines) ? 1 : 0;
        m_pendingBreaks = std::max(m_pendingBreaks, breaks);
    }

    void text(std::string_view content) {
        if (m_headingNode)
            m_heading.title += content;
        for (const char c : content) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
            if (m_preformatted > 0 && space && c != '\r' && c != '\f') {
                if (c == '\n') {
                    m_result.text += '\n';
                    m_pendingSpace = false;
                    continue;
                }
                if (m_pendingBreaks == 0) {
                    m_result.text += c;
                    continue;
                }
            }
            if (space) {
                m_pendingSpace = true;
                continue;
            }
            separate();
            if (m_headingNode && !m_headingStarted) {
                m_heading.offset = m_result.text.size();
                m_headingStarted = true;
            }
            m_result.text += c;
        }
    }

    /// Writes what is due between the last character and the next one.
    void separate() {
        std::string& out = m_result.text;
        if (m_pendingBreaks > 0) {
            while (!out.empty() && (out.back() == ' ' || out.back() == '\t'))
                out.pop_back();
            if (!out.empty())
                for (int present = out.ends_with("\n\n") ? 2
                                   : out.ends_with('\n') ? 1
                                                         : 0;
                     present < m_pendingBreaks; ++present)
                    out += '\n';
        } else if (m_pendingSpace && !out.empty() && out.back() != '\n') {
            out += ' ';
        }
        out += m_prefix;
        m_prefix.clear();
        m_pendingBreaks = 0;
        m_pendingSpace = false;
    }

    void readHead(const xmlNode* head) {
        for (const xmlNode* child = head->children; child; child = child->next) {
            if (child->type != XML_ELEMENT_NODE)
                continue;
            if (std::strcmp(nameOf(child), "title") == 0 && child->children && child->children->content)
                m_result.title = collapsed(reinterpret_cast<const char*>(child->children->content));
            if (std::strcmp(nameOf(child), "meta") == 0 && attribute(child, "name") == "author")
                m_result.author = collapsed(attribute(child, "content"));
        }
    }

    HtmlText m_result;
    Heading m_heading;
    const xmlNode* m_headingNode = nullptr;
    bool m_headingStarted = false;
    int m_preformatted = 0;
    int m_pendingBreaks = 0; // 1: new line, 2: new paragraph
    bool m_pendingSpace = false;
    std::string m_prefix;
};

/// The name of the tag that begins at `at`, in lower case; with the slash of an end tag. Empty when it is
/// none.
std::string tagName(std::string_view html, std::size_t at) {
    std::string name;
    for (std::size_t i = at + 1; i < html.size() && name.size() < 12; ++i) {
        const auto c = static_cast<unsigned char>(html[i]);
        if (std::isalnum(c) == 0 && !(c == '/' && name.empty()) && !(c == '!' && name.empty()))
            break;
        name += static_cast<char>(std::tolower(c));
    }
    return name;
}

/// The same text without nesting: blocks become paragraphs, other tags go.
std::string flattened(std::string_view html) {
    std::string out;
    const std::size_t last = html.rfind('>');
    for (std::size_t i = 0; i < html.size();) {
        const std::string name = html[i] == '<' && last != html.npos && i < last ? tagName(html, i) : "";
        if (name.empty()) {
            out += html[i++];
            continue;
        }
        const std::string element = name.substr(name.front() == '/' ? 1 : 0);
        if (name.starts_with('!')) {
            const std::size_t end = html.substr(i).starts_with("<!--") ? html.find("-->", i) : html.npos;
            i = (end != html.npos ? end + 2 : html.find('>', i)) + 1;
            continue;
        }
        i = html.find('>', i) + 1;
        const bool hidden = element == "script" || element == "style" || element == "title";
        if (hidden && name == element) {
            const std::size_t end = html.find("</", i);
            i = end == html.npos ? html.size() : end;
        } else if (isOneOf(element.c_str(), kParagraphs)) {
            out += "<p>";
        } else if (isOneOf(element.c_str(), kLines)) {
            out += "<br>";
        }
    }
    return out;
}

using HtmlDocument = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

/// `whole` is false when the parser gave up before the end, as it does behind 256 open elements.
HtmlDocument parsed(std::string_view html, int options, bool& whole) {
    const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> context(htmlNewParserCtxt(),
                                                                                 &htmlFreeParserCtxt);
    HtmlDocument document(
        htmlCtxtReadMemory(context.get(), html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
                           options | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                               HTML_PARSE_NONET | HTML_PARSE_COMPACT),
        &xmlFreeDoc);
    whole = context->disableSAX == 0;
    return document;
}

} // namespace

HtmlText htmlToText(std::string_view html) {
    if (html.empty() || html.size() > INT_MAX)
        return {};
    bool whole = true;
    HtmlDocument document = parsed(html, 0, whole);
    // Nothing is nested then, so that the parser's limits can go: they keep it from taking quadratic time.
    if (!whole)
        document = parsed(flattened(html), XML_PARSE_HUGE, whole);
    const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    return root ? Extraction().run(root) : HtmlText{};
}

std::string declaredHtmlEncoding(std::string_view html) {
    std::string head(html.substr(0, 4096));
    std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const std::string_view key : {"charset=", "encoding="}) {
        const std::size_t at = head.find(key);
        if (at == std::string::npos)
            continue;
        const std::size_t begin = head.find_first_not_of("\"' ", at + key.size());
        const std::size_t end = head.find_first_of("\"' />;?", std::min(begin, head.size()));
        if (begin != std::string::npos && end != std::string::npos && end - begin < 40)
            return head.substr(begin, end - begin);
    }
    return {};
}

} // namespace memlong

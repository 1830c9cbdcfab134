// HTML and XHTML to plain text: blocks become paragraphs, scripts, styles and navigation go.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/documents/converted_reader.h"

namespace memlong {

struct HtmlText {
    std::string text;
    std::string title;
    std::string author;
    std::vector<Heading> headings;
    std::unordered_map<std::string, std::size_t> anchors; // id or name -> offset in text
};

/// `html` is valid UTF-8, whatever it declares.
HtmlText htmlToText(std::string_view html);

/// The encoding that a meta element or the XML declaration names; empty when none does.
std::string declaredHtmlEncoding(std::string_view html);

} // namespace memlong

// Markdown to plain text: the markup goes, every word stays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/documents/converted_reader.h"

namespace memlong {

struct MarkdownText {
    std::string text;
    std::string title; // from the front matter
    std::vector<Heading> headings;
};

MarkdownText markdownToText(std::string_view markdown);

} // namespace memlong

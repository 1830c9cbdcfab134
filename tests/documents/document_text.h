// Helpers of the document tests.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/document.h"

namespace memlong::test {

/// All pages of an open reader; a failing next() ends the list and shows in `error`.
struct ReadPages {
    std::vector<Page> pages;
    std::string text; // of all pages
    std::string error;
};

inline ReadPages readAll(DocumentReader& reader) {
    ReadPages result;
    while (true) {
        auto page = reader.next({});
        if (!page) {
            result.error = page.error().message;
            return result;
        }
        if (!*page)
            return result;
        result.text += (*page)->text;
        result.pages.push_back(std::move(**page));
    }
}

} // namespace memlong::test

// A reader over text that was converted as a whole, with headings as outline.
#pragma once

#include "engine/documents/document.h"

namespace memlong {

struct Heading {
    std::string title;
    int level = 0;          // 0 is the top level
    std::size_t offset = 0; // in the converted text, bytes
};

/// BadInput when `text` has no words.
Result<std::unique_ptr<DocumentReader>> makeConvertedReader(DocumentInfo info, std::string text,
                                                            const std::vector<Heading>& headings);

} // namespace memlong

// A document of a session to look at: its outline, its pages as text and as pictures, and search in it.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "app/services/application.h"
#include "app/services/page_types.h"

namespace memlong {

/// Has a database connection and a PDF process of its own, so that it works beside a Session that ingests or
/// answers. One thread at a time, never the user interface's.
class DocumentPages {
public:
    virtual ~DocumentPages() = default;

    virtual const DocumentView& view() const = 0;
    virtual Result<PageText> text(int page) = 0;
    /// BadInput for a page that cannot be drawn. `pixelsPerPoint` is lowered when the picture would be larger
    /// than 24 million pixels.
    virtual Result<PagePicture> picture(int page, double pixelsPerPoint, std::stop_token stop) = 0;
    /// Every occurrence, whatever its case, accents and line breaks; at most `limit`.
    virtual Result<TextMatches> find(const std::string& query, std::size_t limit, std::stop_token stop) = 0;
};

/// NotFound for an unknown session or document. A document whose file is gone, changed or encrypted opens
/// without pictures and a notice.
Result<std::unique_ptr<DocumentPages>> openDocumentPages(const Application& application,
                                                         const std::string& session, Id document,
                                                         const std::string& password = {});

} // namespace memlong

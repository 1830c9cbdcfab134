#include "engine/documents/readers.h"

namespace memlong {

Error readingCancelled(const DocumentInfo& info) {
    return makeError(ErrorCode::Cancelled, "reading " + info.path.string() + " was cancelled");
}

Page makePage(int number, std::string_view text) {
    Page page;
    page.number = number;
    page.text = text;
    return page;
}

} // namespace memlong

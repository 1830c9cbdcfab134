#include "engine/documents/readers.h"

namespace memlong {
namespace {

constexpr std::string_view kEncryptedDetail = "encrypted"; // the mark that isEncrypted() looks for

} // namespace

Error encryptedDocument(std::string message) {
    return makeError(ErrorCode::BadInput, std::move(message), std::string(kEncryptedDetail));
}

bool isEncrypted(const Error& error) {
    return error.code == ErrorCode::BadInput && error.detail == kEncryptedDetail;
}

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

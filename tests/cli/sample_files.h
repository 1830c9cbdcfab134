// Documents that are well formed, and ones that are not, made on the spot.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace memlong::test {

/// A PDF with a line of text on each page; a page without is a picture, as of a scanner. `title` is ASCII.
std::string pdfOf(const std::vector<std::string>& pages, const std::string& title = {});

/// An EPUB whose first entry does not match its checksum.
std::string damagedEpub(const std::filesystem::path& scratch);

/// A PDF that opens with the password "lantern".
std::filesystem::path lockedPdf();

} // namespace memlong::test

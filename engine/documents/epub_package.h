// The structure of an EPUB: which files in which order, and the table of contents.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/zip_source.h"

namespace memlong {

struct EpubContentsEntry {
    std::string title;
    std::string file;   // path inside the archive
    std::string anchor; // id inside that file; may be empty
    int level = 0;
};

struct EpubPackage {
    std::string title;
    std::string author;
    std::vector<std::string> files; // in reading order, without the navigation document
    std::vector<EpubContentsEntry> contents;
};

/// BadInput when the archive is no EPUB or is protected (DRM). `name` is for messages.
Result<EpubPackage> readEpubPackage(ZipSource& archive, const std::string& name);

/// `href` as written in the file `base`, as a path inside the archive: percent signs decoded, "." and ".."
/// resolved, the anchor split off. Empty when it leaves the archive.
std::string resolveHref(const std::string& base, std::string_view href, std::string* anchor = nullptr);

} // namespace memlong

// Texts to train on, as a stream of documents, whatever kind of file they come in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/documents/document.h"

namespace memlong {

/// One file of a corpus. One thread at a time.
class CorpusSource {
public:
    virtual ~CorpusSource() = default;
    struct Document {
        std::string name;
        std::uint64_t hash = 0; // of its content
    };
    /// The next document; what the last one had left unread is passed over. Text that cannot be used is
    /// reported to `onProblem` and passed over, but counts in the documents' numbering.
    struct Step {
        std::uint64_t ordinal = 0; // in the file, from 0; the same at every reading
        Document document;
    };
    virtual Result<std::optional<Step>> next(std::stop_token stop) = 0;
    /// A piece of the current document's text; nothing at its end.
    virtual Result<std::optional<Page>> nextPage(std::stop_token stop) = 0;
};

struct CorpusOptions {
    std::string textField = "text";                    // of JSON lines
    std::uint64_t skipDocuments = 0;                   // numbers below this are not prepared for reading
    std::function<void(const std::string&)> onProblem; // one sentence; must not be null
};

/// By name: `.jsonl`, `.ndjson` (also with .gz, .zst, .xz, .bz2): a document a line; `.tar` (compressed or
/// not),
/// `.tgz`, `.zip`: each text inside; anything else through the readers of documents.
Result<std::unique_ptr<CorpusSource>> openCorpusSource(const std::filesystem::path& path,
                                                       const CorpusOptions& options);

/// The files of a corpus: files as they are, folders with everything readable below them, sorted.
/// NotFound or BadInput names the path that has nothing.
Result<std::vector<std::filesystem::path>> collectCorpus(const std::vector<std::filesystem::path>& paths);

} // namespace memlong

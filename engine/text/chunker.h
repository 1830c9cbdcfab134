// Cuts a stream of pages into chunks of an exact number of tokens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/documents/document.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// A run of consecutive tokens of a document. All chunks but the last hold exactly the chunk size. The
/// chunks tile the document: token, character and text ranges meet without gap or overlap.
struct Chunk {
    int ordinal = 0; // 0-based within the document
    std::vector<TokenId> tokens;
    std::string text; // valid UTF-8; document text [charBegin, charEnd)
    std::uint64_t tokenBegin = 0, tokenEnd = 0;
    std::uint64_t charBegin = 0, charEnd = 0; // Unicode code points of the document's text
    int firstPage = 0, lastPage = 0;          // 1-based
    /// Where pages begin inside `text`: (byte offset, page), ascending; the first entry is (0, firstPage).
    std::vector<std::pair<std::uint32_t, int>> pageStarts;
};

/// Streaming: holds no more than a chunk and a segment of text, whatever the length of the document.
/// Text is tokenized in segments cut at white space (at most 4 KiB), so that the result does not depend on
/// how the text arrives. A chunk never ends inside a character: when its last token does, the
/// character's bytes belong to the chunk in which it begins.
class Chunker {
public:
    Chunker(std::shared_ptr<const Tokenizer> tokenizer, int chunkTokens);
    ~Chunker();
    /// The chunks completed by this page.
    std::vector<Chunk> push(const Page& page);
    /// The rest; the chunker is empty afterwards.
    std::vector<Chunk> finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace memlong

// Which encoding a text file is in, and its conversion to UTF-8 piece by piece.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/documents/byte_stream.h"

namespace memlong {

struct TextEncoding {
    std::string name = "UTF-8"; // a name ICU knows
    std::size_t bomBytes = 0;
};

/// True for bytes that cannot be the beginning of a text in any encoding: NULs and control characters.
bool looksBinary(std::string_view head);

/// The encoding a byte order mark names, if there is one.
std::optional<TextEncoding> encodingOfBom(std::string_view head);

/// Reads the whole stream once and rewinds it. UTF-8 when all of it (or nearly all) is; else the best guess
/// of uchardet, else Windows-1252, in which every byte means something.
Result<TextEncoding> detectEncoding(ByteStream& stream);

/// Bytes to valid UTF-8 with "\n" line ends. What cannot be decoded, and NUL, becomes U+FFFD; a byte order
/// mark is dropped.
class TextDecoder {
public:
    /// BadInput for an encoding that ICU does not know.
    static Result<TextDecoder> create(const TextEncoding& encoding);
    TextDecoder(TextDecoder&&) noexcept;
    TextDecoder& operator=(TextDecoder&&) noexcept;
    ~TextDecoder();

    /// Appends to `out`; `last` flushes what is held back of a character cut by the end of a piece.
    void decode(std::string_view bytes, bool last, std::string& out);

private:
    struct State;
    explicit TextDecoder(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Whole content at once, for the formats that are not streamed. `declared` is the encoding that the format
/// itself names; ignored when unknown or empty, or when a byte order mark says otherwise.
std::string decodeText(std::string_view content, const std::string& declared = {});

} // namespace memlong

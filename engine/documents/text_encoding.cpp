#include "engine/documents/text_encoding.h"

#include <algorithm>

#include <uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kSampleBytes = 512U << 10; // lines with high bytes given to uchardet
constexpr const char* kFallback = "windows-1252";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter openConverter(const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name.c_str(), &status));
    return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

/// UTF-16 without a mark: one byte of most pairs is zero, always the same one.
std::optional<TextEncoding> utf16WithoutBom(std::string_view head) {
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < head.size(); ++i)
        zeros[i % 2] += head[i] == '\0' ? 1 : 0;
    const std::size_t pairs = head.size() / 2;
    if (pairs >= 8 && zeros[1] * 2 > pairs && zeros[0] * 50 < pairs)
        return TextEncoding{"UTF-16LE", 0};
    if (pairs >= 8 && zeros[0] * 2 > pairs && zeros[1] * 50 < pairs)
        return TextEncoding{"UTF-16BE", 0};
    return std::nullopt;
}

/// Counts sequences in pieces of UTF-8 and gathers the lines that are not ASCII.
class Survey {
public:
    void add(std::string_view bytes) {
        std::string joined;
        if (!m_carry.empty()) {
            joined = m_carry + std::string(bytes);
            bytes = joined;
        }
        const std::size_t complete = completeUtf8Prefix(bytes);
        count(bytes.substr(0, complete));
        sample(bytes.substr(0, complete));
        m_carry = bytes.substr(complete);
    }
    void finish() { m_invalid += m_carry.size(); }
    bool isUtf8() const { return m_invalid == 0 || m_multibyte > 20 * m_invalid; }
    const std::string& lines() const { return m_sample; }

private:
    void count(std::string_view bytes) {
        const auto size = static_cast<int32_t>(bytes.size());
        for (int32_t i = 0; i < size;) {
            if (static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]) < 0x80) {
                ++i;
                continue;
            }
            UChar32 c = 0;
            U8_NEXT(bytes.data(), i, size, c);
            ++(c < 0 ? m_invalid : m_multibyte);
        }
    }
    void sample(std::string_view bytes) {
        while (!bytes.empty() && m_sample.size() < kSampleBytes) {
            const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
            const std::string_view line = bytes.substr(0, end);
            if (std::any_of(line.begin(), line.end(), [](char c) { return (c & 0x80) != 0 || c == 0x1B; }))
                m_sample += line;
            bytes.remove_prefix(end);
        }
    }

    std::string m_carry;
    std::string m_sample;
    std::size_t m_multibyte = 0, m_invalid = 0;
};

std::string guessEncoding(const std::string& sample) {
    struct Delete {
        void operator()(uchardet_t detector) const { uchardet_delete(detector); }
    };
    const std::unique_ptr<uchardet, Delete> detector(uchardet_new());
    std::string name;
    if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) == 0) {
        uchardet_data_end(detector.get());
        name = uchardet_get_charset(detector.get());
    }
    if (name.empty() || name == "ASCII" || name == "UTF-8" || name == "ISO-8859-1" || !openConverter(name))
        return kFallback;
    return name;
}

} // namespace

bool looksBinary(std::string_view head) {
    if (encodingOfBom(head) || utf16WithoutBom(head))
        return false;
    std::size_t controls = 0;
    for (const char c : head) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0)
            return true;
        controls += byte < 0x09 || (byte > 0x0D && byte < 0x20 && byte != 0x1B) || byte == 0x7F ? 1 : 0;
    }
    return controls * 50 > head.size();
}

std::optional<TextEncoding> encodingOfBom(std::string_view head) {
    using namespace std::string_view_literals;
    if (head.starts_with("\xEF\xBB\xBF"))
        return TextEncoding{"UTF-8", 3};
    if (head.starts_with("\xFF\xFE\0\0"sv))
        return TextEncoding{"UTF-32LE", 4};
    if (head.starts_with("\0\0\xFE\xFF"sv))
        return TextEncoding{"UTF-32BE", 4};
    if (head.starts_with("\xFF\xFE"))
        return TextEncoding{"UTF-16LE", 2};
    if (head.starts_with("\xFE\xFF"))
        return TextEncoding{"UTF-16BE", 2};
    return std::nullopt;
}

Result<TextEncoding> detectEncoding(ByteStream& stream) {
    MEMLONG_TRY(stream.rewind());
    MEMLONG_ASSIGN(std::string_view block, stream.read());
    std::optional<TextEncoding> known = encodingOfBom(block);
    if (!known)
        known = utf16WithoutBom(block);
    Survey survey;
    while (!known && !block.empty()) {
        survey.add(block);
        MEMLONG_ASSIGN(block, stream.read());
    }
    MEMLONG_TRY(stream.rewind());
    if (known)
        return *known;
    survey.finish();
    if (survey.isUtf8() && survey.lines().find('\x1B') == std::string::npos)
        return TextEncoding{};
    const std::string guess = guessEncoding(survey.lines());
    // Escape characters mean ISO-2022 or coloured terminal output.
    if (survey.isUtf8() && !guess.starts_with("ISO-2022"))
        return TextEncoding{};
    return TextEncoding{guess, 0};
}

struct TextDecoder::State {
    Converter from; // null: UTF-8
    Converter to;
    std::size_t bomLeft = 0;
    std::string carry;
    bool afterReturn = false;
    UChar pivot[4096];
    UChar* pivotSource = pivot;
    UChar* pivotTarget = pivot;

    std::string convert(std::string_view bytes, bool last);
    void normalise(std::string_view text, std::string& out);
};

std::string TextDecoder::State::convert(std::string_view bytes, bool last) {
    if (!from) {
        carry += bytes;
        const std::size_t complete = last ? carry.size() : completeUtf8Prefix(carry);
        std::string text = repairUtf8(std::string_view(carry).substr(0, complete));
        carry.erase(0, complete);
        return text;
    }
    std::string text;
    const char* source = bytes.data();
    const char* sourceEnd = source + bytes.size();
    char target[8192];
    while (true) {
        char* at = target;
        UErrorCode status = U_ZERO_ERROR;
        ucnv_convertEx(to.get(), from.get(), &at, target + sizeof target, &source, sourceEnd, pivot,
                       &pivotSource, &pivotTarget, pivot + std::size(pivot), false, last, &status);
        text.append(target, at);
        if (status != U_BUFFER_OVERFLOW_ERROR)
            return text;
    }
}

void TextDecoder::State::normalise(std::string_view text, std::string& out) {
    for (const char c : text) {
        if (afterReturn) {
            afterReturn = false;
            if (c == '\n')
                continue;
        }
        if (c == '\r') {
            out += '\n';
            afterReturn = true;
        } else if (c == '\0') {
            out += kReplacement;
        } else {
            out += c;
        }
    }
}

TextDecoder::TextDecoder(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;
TextDecoder::~TextDecoder() = default;

Result<TextDecoder> TextDecoder::create(const TextEncoding& encoding) {
    auto state = std::make_unique<State>();
    state->bomLeft = encoding.bomBytes;
    if (encoding.name != "UTF-8") {
        state->from = openConverter(encoding.name);
        state->to = openConverter("UTF-8");
        if (!state->from || !state->to)
            return makeError(ErrorCode::BadInput, "the text encoding " + encoding.name +
                                                      " is not known here; convert the file to UTF-8 first");
    }
    return TextDecoder(std::move(state));
}

void TextDecoder::decode(std::string_view bytes, bool last, std::string& out) {
    const std::size_t mark = std::min(m_state->bomLeft, bytes.size());
    m_state->bomLeft -= mark;
    m_state->normalise(m_state->convert(bytes.substr(mark), last), out);
}

std::string decodeText(std::string_view content, const std::string& declared) {
    TextEncoding encoding;
    if (const auto marked = encodingOfBom(content)) {
        encoding = *marked;
    } else if (!declared.empty() && openConverter(declared)) {
        // As browsers do: Latin-1 is read as its superset Windows-1252.
        UErrorCode status = U_ZERO_ERROR;
        const char* standard = ucnv_getStandardName(declared.c_str(), "MIME", &status);
        const std::string name = standard ? standard : declared;
        encoding.name = name == "ISO-8859-1" || name == "US-ASCII" ? kFallback : name;
        if (encoding.name.starts_with("UTF-16") || (encoding.name == kFallback && isValidUtf8(content)))
            encoding.name = "UTF-8"; // the declaration itself was readable as ASCII
    } else {
        ByteStream stream = ByteStream::fromMemory(std::string(content));
        if (auto found = detectEncoding(stream))
            encoding = *found;
    }
    auto decoder = TextDecoder::create(encoding);
    if (!decoder)
        return repairUtf8(content);
    std::string out;
    decoder->decode(content, true, out);
    return out;
}

} // namespace memlong

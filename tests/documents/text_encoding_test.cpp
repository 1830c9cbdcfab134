#include "engine/documents/text_encoding.h"

#include <gmock/gmock.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "engine/base/utf8.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::readAll;
using test::TemporaryFolder;

std::string encoded(const std::string& utf8, const char* charset) {
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
    std::string bytes(static_cast<std::size_t>(text.length()) * 8 + 16, '\0');
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(charset, &status);
    const int32_t length = ucnv_fromUChars(converter, bytes.data(), static_cast<int32_t>(bytes.size()),
                                           text.getBuffer(), text.length(), &status);
    ucnv_close(converter);
    EXPECT_TRUE(U_SUCCESS(status)) << charset;
    bytes.resize(static_cast<std::size_t>(std::max(length, 0)));
    return bytes;
}

std::string readBack(const std::string& bytes) {
    const TemporaryFolder folder;
    test::writeFile(folder / "text.txt", bytes);
    auto reader = openDocument(folder / "text.txt");
    if (!reader)
        return "ERROR " + reader.error().message;
    return readAll(**reader).text;
}

struct RealText {
    const char* file;
    const char* charset;
};

void PrintTo(const RealText& text, std::ostream* out) { // the test's name in CTest
    *out << text.file << ' ' << text.charset;
}

class LegacyEncoding : public testing::TestWithParam<RealText> {};

TEST_P(LegacyEncoding, realBook_isDecodedToItsText) {
    MEMLONG_TEST_DATA_OR_SKIP(path, GetParam().file);
    std::string text = test::readText(path);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    std::erase(text, '\r');
    text.resize(byteOffsetOfCodePoint(text, 40000));
    const std::string bytes = encoded(text, GetParam().charset);
    // What the charset cannot say was lost on the way in, so compare with its own round trip.
    EXPECT_EQ(readBack(bytes), decodeText(bytes, GetParam().charset));
    const std::string utf8 = readBack(text);
    EXPECT_EQ(utf8, text);
}

INSTANTIATE_TEST_SUITE_P(Books, LegacyEncoding,
                         testing::Values(RealText{"books/de/brentano_gockel.txt", "windows-1252"},
                                         RealText{"books/fr/FRA01301_Flaubert.txt", "windows-1252"},
                                         RealText{"books/ja/wagahaiwa_nekodearu.txt", "Shift_JIS"},
                                         RealText{"books/ja/wagahaiwa_nekodearu.txt", "EUC-JP"},
                                         RealText{"books/zh/三国演义.txt", "GB18030"},
                                         RealText{"books/ru/Tolstoy__Отрочество.txt", "KOI8-R"},
                                         RealText{"books/ru/Tolstoy__Отрочество.txt", "windows-1251"}));

constexpr const char* kMixed = "Größe: 5 µm. Ça va? Привет! 三国演义 𝒳\nZweite Zeile\n";

TEST(TextEncoding, utf16And32WithMark_areDecoded) {
    const std::string text = kMixed;
    for (const char* charset : {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
        EXPECT_EQ(readBack(encoded("\uFEFF" + text, charset)), text) << charset;
}

TEST(TextEncoding, utf16WithoutMark_isRecognised) {
    const std::string text = "Plain words in a file that some editor saved as UTF-16.\n";
    EXPECT_EQ(readBack(encoded(text, "UTF-16LE")), text);
    EXPECT_EQ(readBack(encoded(text, "UTF-16BE")), text);
}

TEST(TextEncoding, utf8WithMark_losesTheMarkOnly) {
    EXPECT_EQ(readBack(std::string("\xEF\xBB\xBF") + kMixed), kMixed);
}

TEST(TextEncoding, lineEnds_becomeLineFeeds) {
    EXPECT_EQ(readBack("one\r\ntwo\rthree\nfour\r\n\r\nfive\r"), "one\ntwo\nthree\nfour\n\nfive\n");
}

TEST(TextEncoding, aFewBadBytesInUtf8_doNotChangeTheEncoding) {
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += "Übergrößenträger ";
    EXPECT_EQ(readBack(text + "\xFF!"), text + "\uFFFD!");
}

TEST(TextEncoding, pieces_giveTheSameAsTheWhole) {
    for (const char* charset : {"UTF-8", "UTF-16LE", "GB18030", "Shift_JIS"}) {
        const std::string bytes = encoded("日本語 text\r\nと 漢字\r\n終わり", charset);
        auto whole = TextDecoder::create({charset, 0});
        ASSERT_TRUE(whole);
        std::string expected;
        whole->decode(bytes, true, expected);
        for (std::size_t size = 1; size < 6; ++size) {
            auto decoder = TextDecoder::create({charset, 0});
            ASSERT_TRUE(decoder);
            std::string text;
            for (std::size_t at = 0; at < bytes.size(); at += size)
                decoder->decode(std::string_view(bytes).substr(at, size), false, text);
            decoder->decode({}, true, text);
            EXPECT_EQ(text, expected) << charset << " in pieces of " << size;
        }
    }
}

TEST(TextEncoding, anyBytes_giveValidUtf8) {
    std::string bytes;
    unsigned state = 1;
    for (int i = 0; i < 20000; ++i) {
        state = state * 1664525 + 1013904223;
        bytes += static_cast<char>(state >> 24);
    }
    for (const char* charset : {"", "UTF-8", "UTF-16LE", "GB18030", "Shift_JIS", "KOI8-R", "ISO-2022-JP"})
        EXPECT_TRUE(isValidUtf8(decodeText(bytes, charset))) << charset;
}

} // namespace
} // namespace memlong

#include "tests/text/text_samples.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/support/test_support.h"

namespace memlong::test {

const std::vector<std::string>& hostileStrings() {
    using namespace std::string_literals;
    static const std::vector<std::string> strings{
        "a",
        "Hello, world!",
        "The quick brown fox jumps over the lazy dog.",
        "I'm sure they'll say it's OK; we'd've gone. DON'T! IT'S HE'LL",
        "naïve café coöperate — “quoted” ‘text’ … 50 €",
        "e\u0301 a\u0308\u0323 n\u0303o\u0301 \u0301leading",
        "Straße, Übermaß, ŒUVRE, Ångström, İstanbul ı",
        "Съешь же ещё этих мягких французских булок, да выпей чаю.",
        "我能吞下玻璃而不伤身体。今天天气很好！",
        "私はガラスを食べられます。ｶﾀｶﾅ ー 々",
        "나는 유리를 먹을 수 있어요.",
        "أنا قادر على أكل الزجاج و هذا لا يؤلمني. ١٢٣",
        "אני יכול לאכול זכוכית",
        "मैं काँच खा सकता हूँ",
        "ฉันกินกระจกได้",
        "👩‍👩‍👧‍👦 👍🏽 🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 🎉🎉",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﬁ ½ ² Ⅷ ㎏ ﷺ",
        "1 12 123 1234 12345 1234567 3.14 1,000,000 0x1F 1e-9",
        "   leading, trailing   ",
        "a  b   c    d                                                                      e",
        "line\nline\r\nline\rline\n\n\nline\n \n \n end\n",
        "\t\ttabs\tand \t mixed \n\t\n\tspaces",
        "def f(x):\n    if x > 0:\n        return x ** 2  # square\n    return None\n",
        "#include <vector>\nint main() { std::vector<int> v{1,2,3}; return v[0]!=1 && !v.empty(); }",
        "</s> <s> <unk> [CLS] [SEP] [MASK] <|endoftext|> <|im_start|>user",
        "control \x01\x02\x1F\x7F and \u00A0nbsp \u2003em \u200Bzero \uFEFFbom \u2028 sep",
        "NUL:"s + '\0' + "after",
        "▁already ▁marked Ġ Ċ",
        std::string(500, 'a'),
        std::string(300, ' '),
        std::string(100, '\n'),
        "!!!???...,,,;;;:::---___***",
        "http://user@example.com:8080/path/to?q=a%20b&c=d#frag",
        "ÀÉÎÕÜàéîõü ÇçÑñ",
        "ก ำ เ \u1100\u1161\u11A8 힣",
    };
    return strings;
}

std::string randomText(unsigned seed, std::size_t codePoints) {
    std::mt19937 random(seed);
    const auto pick = [&](std::uint32_t first, std::uint32_t last) {
        return std::uniform_int_distribution<std::uint32_t>(first, last)(random);
    };
    std::string text;
    for (std::size_t i = 0; i < codePoints; ++i) {
        std::uint32_t c = 0;
        switch (pick(0, 15)) {
        case 0:
        case 1:
            c = ' ';
            break;
        case 2:
            c = pick(0, 3) == 0 ? '\n' : ' ';
            break;
        case 3:
            c = pick(0x21, 0x7E);
            break;
        case 4:
            c = pick(0xC0, 0x17F);
            break;
        case 5:
            c = pick(0x400, 0x45F);
            break;
        case 6:
            c = pick(0x4E00, 0x9FA5);
            break;
        case 7:
            c = pick(0x1F300, 0x1F6FF);
            break;
        case 8:
            c = pick(0x300, 0x36F);
            break;
        default:
            c = pick('a', 'z');
            break;
        }
        text += utf8(c);
    }
    return text;
}

void expectRangesCover(std::string_view text, const std::vector<Token>& tokens) {
    std::uint32_t position = 0;
    for (const Token& token : tokens) {
        EXPECT_EQ(token.begin, position) << text;
        EXPECT_GE(token.end, token.begin) << text;
        position = token.end;
    }
    if (!tokens.empty()) {
        EXPECT_EQ(position, text.size()) << text;
    }
}

} // namespace memlong::test

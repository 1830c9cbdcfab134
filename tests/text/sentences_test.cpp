#include <gtest/gtest.h>

#include "engine/base/utf8.h"
#include "engine/text/sentences.h"
#include "tests/support/test_support.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

using Texts = std::vector<std::string>;

Texts sentencesOf(std::string_view text, std::size_t maxCharacters = 600) {
    Texts texts;
    for (const TextRange& range : splitSentences(text, maxCharacters))
        texts.emplace_back(text.substr(range.begin, range.end - range.begin));
    return texts;
}

TEST(Sentences, plainSentencesAreSplitAndTrimmed) {
    EXPECT_EQ(sentencesOf("  One is here. Two is there!  Three? "),
              (Texts{"One is here.", "Two is there!", "Three?"}));
    EXPECT_TRUE(sentencesOf("").empty());
    EXPECT_TRUE(sentencesOf(" \n\n ").empty());
}

TEST(Sentences, titlesAndAbbreviationsDoNotEndOne) {
    EXPECT_EQ(sentencesOf("Mr. Smith met Dr. Jones. They spoke."),
              (Texts{"Mr. Smith met Dr. Jones.", "They spoke."}));
    EXPECT_EQ(sentencesOf("Fruit, e.g. Apples, is good. See No. 5 on p. 12. No. He left."),
              (Texts{"Fruit, e.g. Apples, is good.", "See No. 5 on p. 12.", "No.", "He left."}));
    EXPECT_EQ(sentencesOf("Mrs. J. K. Rowling and C. S. Lewis wrote. I read."),
              (Texts{"Mrs. J. K. Rowling and C. S. Lewis wrote.", "I read."}));
    EXPECT_EQ(sentencesOf("The U.S. Navy came to the U.S. The rest stayed."),
              (Texts{"The U.S. Navy came to the U.S.", "The rest stayed."}));
    EXPECT_EQ(sentencesOf("It was I. He knew."), (Texts{"It was I.", "He knew."}));
    EXPECT_EQ(sentencesOf("Das ist z.B. Unsinn. Prof. Müller kam."),
              (Texts{"Das ist z.B. Unsinn.", "Prof. Müller kam."}));
}

TEST(Sentences, casesCitationsAndOrdinalsDoNotEndOne) {
    EXPECT_EQ(sentencesOf("We lost Eldred v. Ashcroft. The Court rarely reviews."),
              (Texts{"We lost Eldred v. Ashcroft.", "The Court rarely reviews."}));
    EXPECT_EQ(
        sentencesOf("BSTW is described in [Bentley et al. 1986] and by Ryabko et al. (1980). It is fast."),
        (Texts{"BSTW is described in [Bentley et al. 1986] and by Ryabko et al. (1980).", "It is fast."}));
    EXPECT_EQ(
        sentencesOf("Am 3. Mai 1945 endete der Krieg. Der 2. Weltkrieg war lang. Es waren 12. Dann kam er."),
        (Texts{"Am 3. Mai 1945 endete der Krieg.", "Der 2. Weltkrieg war lang.", "Es waren 12.",
               "Dann kam er."}));
}

TEST(Sentences, bracketsAndReferenceMarksStayWhereTheyBelong) {
    EXPECT_EQ(sentencesOf("She was born in 1867.[1] She moved to Paris in 1891.[2][3] Her husband died."),
              (Texts{"She was born in 1867.[1]", "She moved to Paris in 1891.[2][3]", "Her husband died."}));
    EXPECT_EQ(sentencesOf("He slept. (She did not.) They left."),
              (Texts{"He slept.", "(She did not.)", "They left."}));
    EXPECT_EQ(sentencesOf("「何ですって？」「あれ？」\u3000猫は逃げた。"),
              (Texts{"「何ですって？」", "「あれ？」", "猫は逃げた。"}));
}

TEST(Sentences, longOnesAreCutByCharactersInAnyScript) {
    std::string russian;
    for (int i = 0; i < 90; ++i)
        russian += "слово, "; // 630 characters, 1,080 bytes
    EXPECT_EQ(sentencesOf(russian).size(), 2u);
    EXPECT_EQ(sentencesOf(russian.substr(0, russian.size() / 2)).size(), 1u);
}

TEST(Sentences, quotesKeepWithTheirSentence) {
    EXPECT_EQ(sentencesOf("“Come in!” said the man. “Who are you?” “Nobody.”"),
              (Texts{"“Come in!” said the man.", "“Who are you?”", "“Nobody.”"}));
    EXPECT_EQ(sentencesOf("\"Stop!\" he cried. \"No.\" She ran."),
              (Texts{"\"Stop!\" he cried.", "\"No.\"", "She ran."}));
}

TEST(Sentences, ellipsisThatGoesOnDoesNotEndOne) {
    EXPECT_EQ(sentencesOf("He waited... and waited. Then… nothing. Well... He left."),
              (Texts{"He waited... and waited.", "Then… nothing.", "Well...", "He left."}));
}

TEST(Sentences, lineEndsInsideAParagraphDoNotEndOne) {
    EXPECT_EQ(sentencesOf("The line goes\non here. And\r\nends.\n\nNew paragraph without end\n\nNext."),
              (Texts{"The line goes\non here.", "And\r\nends.", "New paragraph without end", "Next."}));
}

TEST(Sentences, headingsStandAlone) {
    EXPECT_EQ(sentencesOf("CHAPTER I.\nThe Sea\n\nIt was cold."),
              (Texts{"CHAPTER I.", "The Sea", "It was cold."}));
    EXPECT_EQ(sentencesOf("1. Introduction\n\nWe begin."), (Texts{"1. Introduction", "We begin."}));
}

TEST(Sentences, chineseAndJapaneseFullStops) {
    EXPECT_EQ(sentencesOf("今天天气很好。我们走吧！去哪里？"),
              (Texts{"今天天气很好。", "我们走吧！", "去哪里？"}));
    EXPECT_EQ(sentencesOf("「吾輩は猫である。」と言った。名前はまだ無い。").back(), "名前はまだ無い。");
}

TEST(Sentences, longOnesAreCutAtTheBestBoundary) {
    const std::string clause(50, 'a');
    const std::string text = clause + "; " + clause + ", " + clause + " " + clause;
    for (const std::string& part : sentencesOf(text, 60))
        EXPECT_EQ(part.substr(0, 50), clause);
    std::string wide;
    for (int i = 0; i < 1000; ++i)
        wide += "é";
    std::string joined;
    for (const std::string& part : sentencesOf(wide, 101)) {
        EXPECT_LE(countCodePoints(part), 101u);
        EXPECT_TRUE(isValidUtf8(part));
        joined += part;
    }
    EXPECT_EQ(joined, wide);
}

TEST(Sentences, anyTextKeepsEverythingButWhiteSpace) {
    const auto withoutSpace = [](std::string_view text) {
        std::string kept;
        for (const char c : text)
            if (c != ' ' && (c < '\t' || c > '\r'))
                kept += c;
        return kept;
    };
    for (unsigned seed = 0; seed < 50; ++seed) {
        const std::string text = test::randomText(seed, 2000);
        std::string joined;
        std::size_t end = 0;
        for (const TextRange& range : splitSentences(text, 80)) {
            ASSERT_GE(range.begin, end);
            ASSERT_LT(range.begin, range.end);
            ASSERT_LE(countCodePoints(text.substr(range.begin, range.end - range.begin)), 80u);
            end = range.end;
            joined += text.substr(range.begin, range.end - range.begin);
        }
        ASSERT_EQ(withoutSpace(joined), withoutSpace(text));
    }
}

TEST(SearchTerms, englishIsFoldedAndStemmed) {
    EXPECT_EQ(searchTerms("The dog's houses were RUNNING, naïvely; don't!", "en"),
              (Texts{"the", "dog", "hous", "were", "run", "naiv", "dont"}));
    EXPECT_EQ(searchTerms("dog’s O’Brien rock'n'roll", "en"), (Texts{"dog", "obrien", "rocknrol"}));
}

TEST(SearchTerms, queryAndTextAgreeAcrossSpellings) {
    EXPECT_EQ(searchTerms("CAFÉ", "en"), searchTerms("cafe", "en"));
    EXPECT_EQ(searchTerms("cafe\u0301", "en"), searchTerms("café", "en"));
    EXPECT_EQ(searchTerms("Ｆｕｌｌ ﬁne", "en"), searchTerms("full fine", "en"));
    EXPECT_EQ(searchTerms("élève", "fr"), searchTerms("eleve", "fr"));
    EXPECT_EQ(searchTerms("Straße Häuser", "de"), searchTerms("strasse Hauser", "de"));
    EXPECT_EQ(searchTerms("U.S.A.", "en"), (Texts{"usa"}));
}

TEST(SearchTerms, numbersAreKept) {
    EXPECT_EQ(searchTerms("In 1984, 1,000 men and 3.14; on 12.05.1999 B2B 3rd", "en"),
              (Texts{"in", "1984", "1000", "men", "and", "3.14", "on", "12", "05", "1999", "b2b", "3rd"}));
}

TEST(SearchTerms, languagesHaveTheirStems) {
    EXPECT_EQ(searchTerms("l’homme qu'elles aimaient", "fr"), (Texts{"l", "homm", "qu", "elle", "aim"}));
    EXPECT_EQ(searchTerms("книгами книгу ёлка", "en"), (Texts{"книг", "книг", "елк"}));
    EXPECT_EQ(searchTerms("casas bonitas", "es"), searchTerms("casa bonita", "es"));
    EXPECT_EQ(searchTerms("katten", "sv"), searchTerms("katt", "sv"));
    EXPECT_EQ(searchTerms("lichamelijke", "nl"), searchTerms("lichamelijk", "nl"));
}

TEST(SearchTerms, chineseAndJapaneseGiveBigrams) {
    EXPECT_EQ(searchTerms("水浒传。猫 abc", "zh"), (Texts{"水浒", "浒传", "猫", "abc"}));
    EXPECT_EQ(searchTerms("ｶﾞﾗｽ"), searchTerms("ガラス"));
}

TEST(SearchTerms, anyTextGivesValidTermsWithoutSpaces) {
    for (const std::string& text : test::hostileStrings())
        for (const std::string& term : searchTerms(text)) {
            EXPECT_TRUE(isValidUtf8(term)) << text;
            EXPECT_EQ(term.find_first_of(" \n\t"), std::string::npos) << text;
            EXPECT_FALSE(term.empty()) << text;
        }
}

TEST(GuessLanguage, scriptsAndFunctionWords) {
    EXPECT_EQ(guessLanguage("Who was the man with the red hat?"), "en");
    EXPECT_EQ(guessLanguage("Wer war der Mann mit dem roten Hut?"), "de");
    EXPECT_EQ(guessLanguage("Qui était cet homme avec le chapeau rouge ?"), "fr");
    EXPECT_EQ(guessLanguage("¿Quién era el hombre con el sombrero rojo?"), "es");
    EXPECT_EQ(guessLanguage("Chi era l'uomo con il cappello rosso?"), "it");
    EXPECT_EQ(guessLanguage("Кто был этот человек?"), "ru");
    EXPECT_EQ(guessLanguage("他是谁？"), "zh");
    EXPECT_EQ(guessLanguage("彼は誰ですか"), "ja");
    EXPECT_EQ(guessLanguage("Xyzzy"), "");
    EXPECT_EQ(guessLanguage(""), "");
    EXPECT_EQ(guessLanguage("123 !?"), "");
}

TEST(GuessLanguage, realBooks) {
    for (const auto& [folder, language] :
         {std::pair{"books/en_valid", "en"}, std::pair{"books/de", "de"}, std::pair{"books/fr", "fr"},
          std::pair{"books/ru", "ru"}, std::pair{"books/zh", "zh"}, std::pair{"books/ja", "ja"}}) {
        MEMLONG_TEST_DATA_OR_SKIP(path, folder);
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            std::string text = test::readText(entry.path()).substr(0, 200'000);
            EXPECT_EQ(guessLanguage(repairUtf8(text)), language) << entry.path();
        }
    }
}

} // namespace
} // namespace memlong

#include <gtest/gtest.h>

#include "ui/models/cited_text.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

Quote quote(const char* text) {
    Quote quote;
    quote.text = text;
    return quote;
}

TEST(CitedText, sentencesThatShareTheirWords_getTheQuotesNumber) {
    const std::vector<Quote> quotes{quote("The lighthouse keeper kept bees behind the tower."),
                                    quote("In winter the supply boat came once a month.")};
    const CitedText cited =
        withCitations(QStringLiteral("The keeper kept bees behind his tower. That was long ago. In winter a "
                                     "supply boat came every month."),
                      quotes);
    EXPECT_EQ(cited.text.toStdString(),
              "The keeper kept bees behind his tower. [1] That was long ago. In winter a supply "
              "boat came every month. [2]");
    EXPECT_EQ(cited.fromPlain(3), 3);
    EXPECT_EQ(cited.text.mid(cited.fromPlain(39), 4), QStringLiteral("That"));
    EXPECT_EQ(cited.toPlain(cited.fromPlain(45)), 45);
    EXPECT_EQ(cited.toPlain(40), 38); // inside the citation
}

TEST(CitedText, codeAndForeignText_stayAsTheyAre) {
    const std::vector<Quote> quotes{quote("print lighthouse keeper bees")};
    const QString code = QStringLiteral("```\nprint lighthouse keeper bees\n```\n");
    EXPECT_EQ(withCitations(code, quotes).text, code);
    const QString other = QStringLiteral("Nothing of that.");
    EXPECT_EQ(withCitations(other, quotes).text, other);
    EXPECT_EQ(withCitations({}, quotes).text, QString());
}

TEST(CitedText, chinese_isCitedByItsCharacters) {
    const CitedText cited =
        withCitations(QStringLiteral("守塔人在塔后养蜂。"), {quote("灯塔的守塔人在塔后面养蜂为生。")});
    EXPECT_TRUE(cited.text.endsWith(QStringLiteral("[1]")));
}

} // namespace
} // namespace memlong::test

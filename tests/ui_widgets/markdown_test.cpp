#include <QFontMetricsF>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

#include <gtest/gtest.h>

#include "tests/ui_widgets/samples.h"
#include "ui/widgets/markdown_view.h"

namespace memlong::ui {
namespace {

struct Link {
    QString text, target;
    bool operator==(const Link&) const = default;
};

std::vector<Link> linksOf(const QTextDocument& document) {
    std::vector<Link> links;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        for (auto at = block.begin(); !at.atEnd(); ++at)
            if (at.fragment().charFormat().isAnchor())
                links.push_back({at.fragment().text(), at.fragment().charFormat().anchorHref()});
    return links;
}

QTextDocument& rendered(QTextDocument& document, const QString& markdown, int citations) {
    renderMarkdown(document, markdown, {samples::lightPalette(), QFont(), citations});
    return document;
}

TEST(Markdown, codeBlocks_haveOneGroundEachWithPadding) {
    QTextDocument document;
    renderMarkdown(document, QStringLiteral("Text\n\n```\none\ntwo\n```\n\nmore\n\n```\nthree\n```\n"),
                   {samples::lightPalette(), QFont(), 0, true});
    document.setTextWidth(300);
    const auto grounds = codeGrounds(document);
    ASSERT_EQ(grounds.size(), 2U);
    const double line = QFontMetricsF(QFont()).height();
    EXPECT_GT(grounds[0].first.height(), 2 * line); // two lines and some air
    EXPECT_LT(grounds[1].first.height(), grounds[0].first.height());
    EXPECT_GT(grounds[1].first.top(), grounds[0].first.bottom());
    renderMarkdown(document, QStringLiteral("```\none\n```\n"), {samples::lightPalette(), QFont(), 0});
    EXPECT_TRUE(codeGrounds(document).empty()); // on paper the block has its own
    EXPECT_TRUE(document.begin().blockFormat().hasProperty(QTextFormat::BackgroundBrush));
}

TEST(Markdown, citations_becomeLinks) {
    QTextDocument document;
    const auto links =
        linksOf(rendered(document, QStringLiteral("It is so [1], and more [2, 3]. Not [9]."), 3));
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[0].text, QStringLiteral("[1]"));
    EXPECT_EQ(links[0].target, QStringLiteral("cite:1"));
    EXPECT_EQ(links[1].text, QStringLiteral("2"));
    EXPECT_EQ(links[2].target, QStringLiteral("cite:3"));
    EXPECT_EQ(document.toPlainText(), QStringLiteral("It is so [1], and more [2, 3]. Not [9]."));
}

TEST(Markdown, neighbouringCitations_areTwo) {
    QTextDocument document;
    const auto links = linksOf(rendered(document, QStringLiteral("Both [1][2] and **bold [2]**"), 2));
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[1].target, QStringLiteral("cite:2"));
}

TEST(Markdown, codeKeepsItsBrackets) {
    QTextDocument document;
    const QString source = QStringLiteral("Use `a[1]` or\n\n```\nint b[1] = {0};\n```\n");
    EXPECT_TRUE(linksOf(rendered(document, source, 3)).empty());
    EXPECT_TRUE(document.toPlainText().contains(QStringLiteral("int b[1]")));
}

TEST(Markdown, tableAndList_areMade) {
    QTextDocument document;
    rendered(document, QString::fromStdString(samples::report().answer), 4);
    int tables = 0, items = 0;
    for (QTextFrame* frame : document.rootFrame()->childFrames())
        tables += qobject_cast<QTextTable*>(frame) != nullptr;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        items += block.textList() != nullptr;
    EXPECT_EQ(tables, 1);
    EXPECT_EQ(items, 2);
}

TEST(Markdown, rawHtmlAndImages_stayHarmless) {
    MarkdownView view;
    view.setMarkdownSource(QStringLiteral("<script>alert(1)</script> <img src='file:///etc/passwd'> "
                                          "![x](http://example.org/a.png) <b>bold</b>"));
    EXPECT_TRUE(view.toPlainText().contains(QStringLiteral("<b>bold</b>")));
    EXPECT_TRUE(view.toPlainText().contains(QStringLiteral("<script>")));
}

TEST(Markdown, sourcePositions_followTheMarkup) {
    const QString source = QStringLiteral("# A title\n\nSome **bold words** and `code` [1].");
    QTextDocument document;
    rendered(document, source, 1);
    const std::vector<int> places = sourcePositions(document, source);
    const QString shown = document.toPlainText();
    for (const char* word : {"title", "bold", "words", "code", "[1]"}) {
        const auto at = static_cast<std::size_t>(shown.indexOf(QLatin1String(word)));
        EXPECT_EQ(places[at], source.indexOf(QLatin1String(word))) << word;
    }
}

TEST(MarkdownView, streamedPieces_showAfterAMoment) {
    MarkdownView view;
    view.setCitations(1);
    QSignalSpy activated(&view, &MarkdownView::citationActivated);
    for (const char* piece : {"The cap", "tain sang [", "1", "]."})
        view.appendMarkdown(QString::fromLatin1(piece));
    QTRY_VERIFY_WITH_TIMEOUT(view.toPlainText() == QStringLiteral("The captain sang [1]."), 2000);
}

TEST(MarkdownView, citation_isFollowedByMouseAndKeyboard) {
    MarkdownView view;
    view.setCitations(2);
    view.setMarkdownSource(QStringLiteral("[1] is first, [2] second"));
    view.resize(400, 200);
    view.show();
    QSignalSpy activated(&view, &MarkdownView::citationActivated);
    QTextCursor cursor(view.document());
    cursor.setPosition(1);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cursorRect(cursor).center() + QPoint(3, 0));
    ASSERT_EQ(activated.count(), 1);
    EXPECT_EQ(activated[0][0].toInt(), 1);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Tab);
    QTest::keyClick(&view, Qt::Key_Return);
    ASSERT_EQ(activated.count(), 2);
}

TEST(MarkdownView, tallAsItsContent) {
    MarkdownView view;
    view.setFitsContent(true);
    view.resize(400, 50);
    view.show();
    view.setMarkdownSource(QStringLiteral("one line"));
    QCoreApplication::processEvents();
    const int small = view.height();
    view.setMarkdownSource(QString::fromStdString(samples::report().answer));
    QCoreApplication::processEvents();
    EXPECT_GT(view.height(), 3 * small);
    view.resize(200, view.height());
    QCoreApplication::processEvents();
    EXPECT_GE(view.height(), static_cast<int>(view.document()->size().height()));
}

TEST(MarkdownView, rightToLeftAndChinese_look) {
    MarkdownView view;
    view.setCitations(4);
    view.setMarkdownSource(
        QString::fromStdString(samples::report().answer) +
        QStringLiteral("\n\n```cpp\nint main() { return answer[1]; }\n```\n\n> A quotation from the "
                       "book, in its own words.\n\n## كتاب الكنز\n\nقال القبطان إن الكنز في الجزيرة [1].\n\n"
                       "船长在旅店唱歌，喝了很多朗姆酒 [2]。\n"));
    view.show();
    samples::screenshot(view, QStringLiteral("markdown"), {560, 720});
}

TEST(MarkdownView, longAnswer_rendersQuickly) {
    MarkdownView view;
    view.setCitations(9);
    QString source;
    for (int i = 0; i < 200; ++i)
        source += QStringLiteral("A paragraph with **bold** words and a citation [%1] for measure.\n\n")
                      .arg(i % 9 + 1);
    view.resize(500, 600);
    view.show();
    view.setMarkdownSource(source);
    EXPECT_TRUE(view.toPlainText().endsWith(QStringLiteral("for measure.")));
}

} // namespace
} // namespace memlong::ui

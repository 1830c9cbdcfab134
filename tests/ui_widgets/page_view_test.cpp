#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include <gtest/gtest.h>

#include "tests/ui_widgets/samples.h"
#include "ui/widgets/page_canvas.h"
#include "ui/widgets/page_view.h"
#include "ui/widgets/text_view.h"

namespace memlong::ui {
namespace {

/// Answers like the window's bridge, a moment later.
class PageViewTest : public testing::Test {
protected:
    PageViewTest() {
        QObject::connect(
            &m_view, &PageView::pictureNeeded, &m_view, [this](memlong::Id id, int page, double scale) {
                m_pictures.push_back(page);
                QMetaObject::invokeMethod(
                    &m_view,
                    [this, id, page, scale] { m_view.setPicture(id, samples::picture(page, scale)); },
                    Qt::QueuedConnection);
            });
        QObject::connect(&m_view, &PageView::pageTextNeeded, &m_view, [this](memlong::Id id, int page) {
            m_texts.push_back(page);
            QMetaObject::invokeMethod(
                &m_view, [this, id, page] { m_view.setPageText(id, samples::pageText(page)); },
                Qt::QueuedConnection);
        });
        m_view.resize(640, 760);
        m_view.show();
    }
    PageCanvas* canvas() { return m_view.findChild<PageCanvas*>(); }
    TextView* text() { return m_view.findChild<TextView*>(); }
    void settle() { QTest::qWait(250); }

    PageView m_view;
    std::vector<int> m_pictures, m_texts;
};

TEST_F(PageViewTest, withoutDocument_saysWhatToDo) {
    samples::screenshot(m_view, QStringLiteral("page_empty"), {520, 640});
    EXPECT_EQ(m_view.page(), 0);
    m_view.showOpening(QStringLiteral("Treasure Island"));
    samples::screenshot(m_view, QStringLiteral("page_opening"), {520, 640});
}

TEST_F(PageViewTest, onlyVisiblePages_areAskedFor) {
    m_view.showDocument(samples::pdfDocument(500));
    settle();
    EXPECT_EQ(m_view.page(), 1);
    ASSERT_FALSE(m_pictures.empty());
    EXPECT_LE(m_pictures.size(), 5U);
    m_pictures.clear();
    m_view.goToPage(300);
    settle();
    EXPECT_EQ(m_view.page(), 300);
    for (const int page : m_pictures)
        EXPECT_NEAR(page, 300, 3);
}

TEST_F(PageViewTest, quote_isHighlightedAndBroughtIntoView) {
    m_view.showDocument(samples::pdfDocument(40));
    const CharacterRange quote{12500, 12560}; // far down on page 12
    m_view.showRanges({quote}, 12);
    settle();
    EXPECT_EQ(m_view.page(), 12);
    const auto rects = canvas()->rangeRects(quote, 12);
    ASSERT_FALSE(rects.empty());
    for (const QRectF& rect : rects)
        EXPECT_TRUE(QRectF(canvas()->viewport()->rect()).contains(rect));
    // The marker's yellow is on the screen there.
    const QImage shot = canvas()->viewport()->grab().toImage();
    const QColor pixel = shot.pixelColor(rects[0].topLeft().toPoint() + QPoint(1, 1));
    EXPECT_GT(pixel.red(), 200);
    EXPECT_LT(pixel.blue(), 180);
    m_view.outlineAction()->trigger();
    samples::screenshot(m_view, QStringLiteral("page_quote"), {820, 760});
    EXPECT_TRUE(m_view.backAction()->isEnabled());
    m_view.backAction()->trigger();
    EXPECT_EQ(m_view.page(), 1);
}

TEST_F(PageViewTest, outline_jumpsAndFollows) {
    m_view.showDocument(samples::pdfDocument(40));
    settle();
    m_view.outlineAction()->trigger();
    auto* tree = m_view.findChild<QTreeWidget*>();
    ASSERT_TRUE(tree->isVisible());
    EXPECT_EQ(tree->topLevelItemCount(), 8);
    tree->setCurrentItem(tree->topLevelItem(3));
    Q_EMIT tree->itemActivated(tree->topLevelItem(3), 0);
    EXPECT_EQ(m_view.page(), 16);
    m_view.nextPageAction()->trigger();
    EXPECT_EQ(m_view.page(), 17);
    EXPECT_EQ(tree->currentItem()->text(0), QStringLiteral("The old sea-dog at the Admiral Benbow"));
    m_view.goToPage(40);
    EXPECT_EQ(m_view.page(), 40);
    EXPECT_FALSE(m_view.nextPageAction()->isEnabled());
}

TEST_F(PageViewTest, zoom_keepsTheplace) {
    m_view.showDocument(samples::pdfDocument(40));
    m_view.goToPage(20);
    settle();
    const double before = canvas()->zoom();
    for (int i = 0; i < 3; ++i)
        m_view.zoomInAction()->trigger();
    EXPECT_GT(canvas()->zoom(), before);
    EXPECT_EQ(m_view.page(), 20);
    m_view.fitPageAction()->trigger();
    settle();
    EXPECT_EQ(m_view.page(), 20);
    EXPECT_LE(canvas()->pageRect(20).height(), canvas()->viewport()->height());
    m_view.fitWidthAction()->trigger();
    EXPECT_NEAR(canvas()->pageRect(20).width(), canvas()->viewport()->width() - 24, 2);
}

TEST_F(PageViewTest, selectedText_canBeAskedAbout) {
    m_view.showDocument(samples::pdfDocument(4));
    settle();
    EXPECT_FALSE(m_view.askSelectionAction()->isEnabled());
    const auto line = canvas()->rangeRects({1000, 1030}, 1);
    ASSERT_FALSE(line.empty());
    const QPoint from = line.front().topLeft().toPoint() + QPoint(1, 4);
    const QPoint to = line.back().bottomRight().toPoint() - QPoint(1, 4);
    QTest::mousePress(canvas()->viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas()->viewport(), to);
    QTest::mouseRelease(canvas()->viewport(), Qt::LeftButton, {}, to);
    QSignalSpy asked(&m_view, &PageView::askAboutSelection);
    ASSERT_TRUE(m_view.askSelectionAction()->isEnabled());
    m_view.askSelectionAction()->trigger();
    ASSERT_EQ(asked.count(), 1);
    EXPECT_TRUE(asked[0][0].toString().startsWith(QStringLiteral("His sea-chest followed")))
        << asked[0][0].toString().toStdString();
    QTest::mouseDClick(canvas()->viewport(), Qt::LeftButton, {}, from);
    EXPECT_EQ(canvas()->selectedText(), QStringLiteral("His"));
}

TEST_F(PageViewTest, find_listsPlacesAndWalksThroughThem) {
    m_view.showDocument(samples::pdfDocument(40));
    settle();
    QSignalSpy searched(&m_view, &PageView::searchRequested);
    m_view.findAction()->trigger();
    QLineEdit* query = nullptr;
    for (QLineEdit* edit : m_view.findChildren<QLineEdit*>())
        if (edit->placeholderText() == QStringLiteral("Find in this document"))
            query = edit;
    ASSERT_TRUE(query);
    QTest::keyClicks(query, QStringLiteral("chest"));
    QTRY_COMPARE_WITH_TIMEOUT(searched.count(), 1, 2000);
    TextMatches matches;
    matches.query = "chest";
    for (const int page : {1, 7, 19}) {
        TextMatch match;
        match.page = page;
        match.range = {static_cast<std::uint64_t>(page * 1000 + 8),
                       static_cast<std::uint64_t>(page * 1000 + 13)};
        match.before = "and in the hall of the inn his sea-";
        match.match = "chest";
        match.after = " followed behind him in a hand-barrow, while he whistled to himself";
        matches.matches.push_back(match);
    }
    m_view.setMatches(5, matches);
    settle();
    EXPECT_EQ(m_view.page(), 1);
    QTest::keyClick(query, Qt::Key_Return);
    EXPECT_EQ(m_view.page(), 7);
    QTest::keyClick(query, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(query, Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(m_view.page(), 19);
    settle();
    samples::screenshot(m_view, QStringLiteral("page_find"), {820, 700});
    m_view.setMatches(99, {}); // of another document
    for (QListView* list : m_view.findChildren<QListView*>())
        if (list->accessibleName() == QStringLiteral("Places found")) {
            EXPECT_EQ(list->model()->rowCount(), 3);
        }
    QTest::keyClick(query, Qt::Key_Escape);
    EXPECT_FALSE(query->isVisible());
}

TEST_F(PageViewTest, pageThatCannotBeDrawn_saysWhy) {
    m_view.disconnect();
    DocumentView view = samples::pdfDocument(3);
    m_view.showDocument(view);
    m_view.setPictureProblem(5, 1, QStringLiteral("This page is damaged."));
    samples::screenshot(m_view, QStringLiteral("page_problem"), {520, 640});
    m_view.setPicture(77, samples::picture(1, 1)); // of another document: passed over
    EXPECT_TRUE(canvas()->rangeRects({1000, 1010}, 1).empty());
}

TEST_F(PageViewTest, textDocument_loadsAroundWhatIsRead) {
    m_view.showDocument(samples::textDocument(400));
    settle();
    EXPECT_EQ(m_view.page(), 1);
    EXPECT_LT(m_texts.size(), 20U);
    m_texts.clear();
    const CharacterRange quote{249 * 900 + 300, 249 * 900 + 380};
    m_view.showRanges({quote}, 250);
    settle();
    EXPECT_EQ(m_view.page(), 250);
    for (const int page : m_texts)
        EXPECT_NEAR(page, 250, 12);
    const auto position = text()->positionOf(quote.begin);
    ASSERT_TRUE(position);
    QTextCursor cursor(text()->document());
    cursor.setPosition(*position);
    EXPECT_TRUE(text()->viewport()->rect().contains(text()->cursorRect(cursor)));
    EXPECT_EQ(text()->extraSelections().size(), 1);
    EXPECT_EQ(text()->extraSelections()[0].cursor.selectedText().size(), 80);
    samples::screenshot(m_view, QStringLiteral("text_quote"), {820, 700});
}

TEST_F(PageViewTest, textDocument_scrollingLoadsAndDropsPages) {
    m_view.showDocument(samples::textDocument(400));
    settle();
    for (int i = 0; i < 200; ++i) {
        text()->verticalScrollBar()->setValue(text()->verticalScrollBar()->maximum());
        QCoreApplication::processEvents();
    }
    settle();
    EXPECT_GT(m_view.page(), TextView::kMostPages);
    EXPECT_LE(text()->document()->characterCount(), (TextView::kMostPages + 1) * 900 + 1);
    const int reached = m_view.page();
    for (int i = 0; i < 20; ++i) {
        text()->verticalScrollBar()->setValue(0);
        QCoreApplication::processEvents();
    }
    EXPECT_LT(m_view.page(), reached);
}

TEST_F(PageViewTest, wideCharacters_areHighlightedWhereTheyAre) {
    m_view.disconnect();
    m_view.showDocument(samples::textDocument(1));
    PageText page;
    page.page = 1;
    page.text = "\xF0\x9F\x8F\xB4\xF0\x9F\x8F\xB4 seas of 中文 and العربية text";
    m_view.setPageText(6, page);
    m_view.showRanges({{3, 7}}, 1);
    ASSERT_EQ(text()->extraSelections().size(), 1);
    EXPECT_EQ(text()->extraSelections()[0].cursor.selectedText(), QStringLiteral("seas"));
}

TEST_F(PageViewTest, lockedDocument_offersItsPassword) {
    DocumentView view = samples::textDocument(3);
    view.format = "pdf";
    view.needsPassword = true;
    view.notice = "/home/jim/secret.pdf is encrypted; its password is needed to show its pages";
    m_view.showDocument(view);
    settle();
    samples::screenshot(m_view, QStringLiteral("page_locked"), {640, 560});
}

TEST_F(PageViewTest, moreOfADocumentRead_picturesAreDrawnAgainInTheirPlace) {
    m_view.showDocument(samples::pdfDocument(40));
    const CharacterRange quote{12500, 12560};
    m_view.showRanges({quote}, 12);
    settle();
    m_pictures.clear();
    m_view.showDocument(samples::pdfDocument(40));
    EXPECT_EQ(m_view.page(), 12);
    EXPECT_TRUE(canvas()->rangeRects(quote, 12).empty()); // of the picture before
    settle();
    EXPECT_EQ(m_pictures.front(), 12);
    EXPECT_FALSE(canvas()->rangeRects(quote, 12).empty());
    EXPECT_TRUE(m_view.backAction()->isEnabled());
}

TEST_F(PageViewTest, moreOfATextRead_itsNewPagesCanBeReached) {
    m_view.showDocument(samples::textDocument(3));
    m_view.goToPage(3);
    settle();
    m_view.showRanges({{849 * 900, 849 * 900 + 40}}, 850);
    EXPECT_EQ(m_view.page(), 3);
    m_view.showDocument(samples::textDocument(900));
    m_view.showRanges({{849 * 900, 849 * 900 + 40}}, 850);
    settle();
    EXPECT_EQ(m_view.page(), 850);
    EXPECT_TRUE(text()->positionOf(849 * 900));
    EXPECT_EQ(text()->extraSelections().size(), 1);
    EXPECT_LT(m_texts.size(), 40U); // not all pages up to there
}

TEST_F(PageViewTest, contentsAndSearchOutOfSight_askToBeShown) {
    m_view.showDocument(samples::pdfDocument(40));
    settle();
    m_view.findAction()->trigger();
    EXPECT_TRUE(m_view.findAction()->isChecked());
    m_view.hide();
    QSignalSpy asked(&m_view, &PageView::showRequested);
    QObject::connect(&m_view, &PageView::showRequested, &m_view, [this] { m_view.show(); });
    m_view.findAction()->trigger();
    EXPECT_EQ(asked.count(), 1);
    EXPECT_TRUE(m_view.findAction()->isChecked()); // it was open already
    m_view.hide();
    m_view.outlineAction()->trigger();
    EXPECT_EQ(asked.count(), 2);
    EXPECT_TRUE(m_view.findChild<QTreeWidget*>()->isVisible());
}

TEST_F(PageViewTest, sameDocumentAgain_keepsThePlace) {
    m_view.showDocument(samples::pdfDocument(40));
    m_view.goToPage(9);
    m_view.showDocument(samples::pdfDocument(40));
    EXPECT_EQ(m_view.page(), 9);
    m_view.clear();
    EXPECT_EQ(m_view.page(), 0);
    EXPECT_EQ(m_view.documentId(), 0);
}

} // namespace
} // namespace memlong::ui

#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "tests/ui_widgets/samples.h"
#include "ui/widgets/book_map.h"
#include "ui/widgets/budget_gauge.h"

namespace memlong::ui {
namespace {

using Ids = std::vector<memlong::Id>;

class BookMapTest : public testing::Test {
protected:
    BookMapTest() {
        m_map.resize(400, 300);
        m_map.show();
    }
    BookMap m_map;
};

TEST_F(BookMapTest, arrows_walkOverTheCells) {
    m_map.setChunks(samples::chunks(900, 300));
    QSignalSpy current(&m_map, &BookMap::currentChunkChanged);
    m_map.setFocus();
    QTest::keyClick(&m_map, Qt::Key_Home);
    EXPECT_EQ(m_map.selectedChunks(), Ids({1}));
    QTest::keyClick(&m_map, Qt::Key_Right);
    EXPECT_EQ(m_map.selectedChunks(), Ids({2}));
    QTest::keyClick(&m_map, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_EQ(m_map.selectedChunks(), Ids({2, 3}));
    QTest::keyClick(&m_map, Qt::Key_End);
    EXPECT_EQ(m_map.selectedChunks(), Ids({900}));
    EXPECT_GT(m_map.verticalScrollBar()->value(), 0);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&m_map, Qt::Key_Up);
    ASSERT_EQ(m_map.selectedChunks().size(), 1U);
    EXPECT_LE(m_map.selectedChunks().front(), 30);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(&m_map, Qt::Key_Down);
    EXPECT_GT(m_map.selectedChunks().front(), 870);
    EXPECT_GT(current.count(), 0);
    EXPECT_FALSE(m_map.accessibleDescription().isEmpty());
}

TEST_F(BookMapTest, selectionStays_whenChunksComeIn) {
    m_map.setChunks(samples::chunks(100, 100));
    m_map.selectChunk(42);
    auto more = samples::chunks(140, 100);
    std::rotate(more.begin(), more.begin() + 3, more.end());
    m_map.setChunks(more);
    EXPECT_EQ(m_map.selectedChunks(), Ids({42}));
    m_map.setChunks({});
    EXPECT_TRUE(m_map.selectedChunks().empty());
    QTest::keyClick(&m_map, Qt::Key_Right); // nothing to walk over
}

TEST_F(BookMapTest, keyPins_whatIsSelected) {
    m_map.setChunks(samples::chunks(50, 50));
    m_map.selectChunk(2);
    QSignalSpy pin(&m_map, &BookMap::pinRequested);
    QTest::keyClick(&m_map, Qt::Key_P);
    ASSERT_EQ(pin.count(), 1);
    m_map.selectChunk(8); // pinned already
    QSignalSpy activated(&m_map, &BookMap::chunkActivated);
    QTest::keyClick(&m_map, Qt::Key_Return);
    EXPECT_EQ(activated.count(), 1);
}

TEST_F(BookMapTest, click_selectsTheCellBelow) {
    m_map.setChunks(samples::chunks(100, 100));
    QTest::mouseClick(m_map.viewport(), Qt::LeftButton, {},
                      QPoint(8 + 14 * 3 + 5, m_map.fontMetrics().lineSpacing() + 6 + 8 + 5));
    EXPECT_EQ(m_map.selectedChunks(), Ids({4}));
}

TEST_F(BookMapTest, description_saysWhereTheChunkIs) {
    auto chunks = samples::chunks(2, 2);
    chunks[0].pinned = true;
    chunks[0].resident = false;
    chunks[0].triggers = 3;
    m_map.setChunks(chunks);
    EXPECT_EQ(
        m_map.describe(chunks[0]),
        QStringLiteral(
            "Treasure Island, pages 1–2 · 256 token(s) · retrieved 3 time(s) · in the archive · pinned"));
}

TEST_F(BookMapTest, tenThousandCells_areLaidOutAndPaintedInTime) {
    m_map.resize(500, 500);
    m_map.setChunks(samples::chunks(10000, 2500));
    m_map.grab();
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i) {
        m_map.verticalScrollBar()->setValue(i * m_map.verticalScrollBar()->maximum() / 20);
        m_map.grab();
    }
    RecordProperty("ms_a_frame", static_cast<int>(clock.elapsed() / 20));
    EXPECT_GT(m_map.verticalScrollBar()->maximum(), 1000);
}

TEST_F(BookMapTest, looks) {
    m_map.setChunks(samples::chunks(420, 300));
    m_map.setMarked({30, 31, 55, 140});
    m_map.selectChunk(60);
    samples::screenshot(m_map, QStringLiteral("book_map"), {460, 320});
    m_map.setLayoutDirection(Qt::RightToLeft);
    samples::screenshot(m_map, QStringLiteral("book_map_rtl"), {460, 320});
    m_map.setLayoutDirection(Qt::LeftToRight);
    m_map.setChunks({});
    samples::screenshot(m_map, QStringLiteral("book_map_empty"), {460, 320});
}

TEST(BudgetGauge, showsWhatIsUsed) {
    BudgetGauge gauge;
    BankSummary bank;
    bank.budgetTokens = 32768;
    bank.residentTokens = 24576;
    bank.residentChunks = 96;
    bank.residentBytes = 201326592;
    bank.evictions = 12;
    gauge.setBank(bank, 110);
    gauge.show();
    samples::screenshot(gauge, QStringLiteral("gauge"), {460, 90});
}

} // namespace
} // namespace memlong::ui

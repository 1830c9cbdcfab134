#include <algorithm>

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include "tests/ui_widgets/samples.h"
#include "ui/views/attended_parts.h"
#include "ui/views/retrieved_model.h"
#include "ui/widgets/book_map.h"

namespace memlong::ui {
namespace {

using Ids = std::vector<memlong::Id>;
using Mode = QAbstractItemModelTester::FailureReportingMode;

TEST(RetrievedModel, keepsTheRulesOfModels) {
    RetrievedModel model;
    const QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setResults(samples::report().search.results);
    EXPECT_EQ(model.rowCount(), 8);
    EXPECT_EQ(model.columnCount(), RetrievedModel::FirstLayer + 4);
    EXPECT_EQ(model.headerData(RetrievedModel::FirstLayer + 1, Qt::Horizontal).toString(),
              QStringLiteral("Layer 17"));
    model.setResults({});
    model.setResults(samples::report().search.results);
}

TEST(RetrievedModel, uncheckedChunks_areMasked) {
    RetrievedModel model;
    model.setResults(samples::report().search.results);
    QSignalSpy changed(&model, &RetrievedModel::maskChanged);
    EXPECT_TRUE(model.setData(model.index(2, 0), Qt::Unchecked, Qt::CheckStateRole));
    EXPECT_TRUE(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
    EXPECT_FALSE(model.setData(model.index(0, 1), Qt::Unchecked, Qt::CheckStateRole));
    EXPECT_EQ(model.masked(), Ids({10, 16}));
    EXPECT_EQ(changed.count(), 2);
    model.clearMask();
    EXPECT_TRUE(model.masked().empty());
}

TEST(RetrievedModel, unknownScores_sortBelowKnownOnes) {
    RetrievedModel model;
    model.setResults(samples::report().search.results);
    EXPECT_EQ(model.index(3, RetrievedModel::Dense).data().toString(), QStringLiteral("–"));
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(RetrievedModel::kSortRole);
    sorted.sort(RetrievedModel::Triggers, Qt::DescendingOrder);
    EXPECT_EQ(sorted.index(0, RetrievedModel::Rank).data().toInt(), 8);
}

TEST(AttendedParts, strongestChunkColoursAPart) {
    const InspectedAnswer answer = samples::answer();
    const auto all = tints(answer, std::nullopt, samples::lightPalette());
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].colour.rgb(), chunkColour(1, samples::lightPalette()).rgb());
    EXPECT_EQ(all[1].colour.rgb(), chunkColour(2, samples::lightPalette()).rgb());
    const auto one = tints(answer, 10, samples::lightPalette());
    ASSERT_EQ(one.size(), 2U);
    EXPECT_GT(one[0].colour.alpha(), one[1].colour.alpha());
    EXPECT_EQ(strongestChunkAt(answer, 70), std::optional<memlong::Id>(13));
    EXPECT_FALSE(strongestChunkAt(answer, 100000));
}

TEST(AttendedParts, meanShares_areOnePart) {
    InspectedAnswer answer = samples::answer();
    answer.report.parts.clear();
    ASSERT_EQ(attendedParts(answer).size(), 1U);
    EXPECT_EQ(strongestChunkAt(answer, 0), std::optional<memlong::Id>(10));
    for (SearchResult& result : answer.report.search.results)
        result.attention.clear();
    EXPECT_TRUE(attendedParts(answer).empty());
    EXPECT_TRUE(tints(answer, std::nullopt, samples::lightPalette()).empty());
}

TEST(AttendedParts, offsetsCountCodePoints) {
    InspectedAnswer answer = samples::answer();
    answer.report.answer = "\xF0\x9F\x8F\xB4\xF0\x9F\x8F\xB4 flags"; // two characters of four bytes
    answer.report.parts = {{1, 4, {{10, 0.5}}}};
    const auto tinted = tints(answer, std::nullopt, samples::lightPalette());
    ASSERT_EQ(tinted.size(), 1U);
    EXPECT_EQ(tinted[0].begin, 2);
    EXPECT_EQ(tinted[0].end, 6);
}

TEST(ChangedWords, onlyWhatIsNew) {
    const QString now = QStringLiteral("The captain drank much rum.");
    const auto changed = changedWords(QStringLiteral("The captain drank rum."), now, Qt::green);
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(now.mid(changed[0].begin, changed[0].end - changed[0].begin), QStringLiteral("much"));
    EXPECT_TRUE(changedWords(now, now, Qt::green).empty());
    EXPECT_EQ(changedWords({}, now, Qt::green).size(), 6U);
}

class InspectorTest : public testing::Test {
protected:
    InspectorTest() {
        m_inspector.resize(620, 760);
        m_inspector.show();
        m_inspector.setMemory(samples::chunks(420, 300), bank());
        m_inspector.showAnswer(samples::answer());
    }
    static BankSummary bank() {
        BankSummary bank;
        bank.budgetTokens = 65536;
        bank.residentTokens = 40320;
        bank.residentChunks = 315;
        bank.residentBytes = 330301440;
        bank.evictions = 105;
        return bank;
    }
    QTableView* table() { return m_inspector.findChild<QTableView*>(); }
    QPushButton* button(const QString& beginning) {
        for (QPushButton* each : m_inspector.findChildren<QPushButton*>())
            if (each->text().startsWith(beginning) && each->isVisible())
                return each;
        return nullptr;
    }
    MemoryInspector m_inspector;
};

TEST_F(InspectorTest, empty_looksInviting) {
    MemoryInspector fresh;
    fresh.show();
    samples::screenshot(fresh, QStringLiteral("inspector_empty"), {420, 520});
}

TEST_F(InspectorTest, maskAndAskAgain_givesTheUncheckedChunks) {
    QSignalSpy asked(&m_inspector, &MemoryInspector::askAgainMasked);
    EXPECT_FALSE(button(QStringLiteral("Ask again"))->isEnabled());
    QAbstractItemModel* model = table()->model();
    model->setData(model->index(1, 0), Qt::Unchecked, Qt::CheckStateRole);
    ASSERT_TRUE(button(QStringLiteral("Ask again without 1"))->isEnabled());
    button(QStringLiteral("Ask again without 1"))->click();
    ASSERT_EQ(asked.count(), 1);
    EXPECT_EQ(asked[0][0].value<Ids>(), Ids({13}));
}

TEST_F(InspectorTest, answerAndTable_pointAtEachOther) {
    m_inspector.showPosition(70);
    const QModelIndexList rows = table()->selectionModel()->selectedRows();
    ASSERT_EQ(rows.size(), 1);
    EXPECT_EQ(rows[0].data().toInt(), 2);
    samples::screenshot(m_inspector, QStringLiteral("inspector_retrieved"), {620, 760});
    samples::screenshot(m_inspector, QStringLiteral("inspector_narrow"), {400, 700});
}

TEST_F(InspectorTest, chosenChunk_coloursItsPartsOnly) {
    std::vector<std::vector<TintedPart>> shown;
    QObject::connect(&m_inspector, &MemoryInspector::tintsChanged,
                     [&](const std::vector<TintedPart>& parts) { shown.push_back(parts); });
    table()->selectRow(0); // chunk 10: two of the three parts
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].size(), 2U);
    table()->clearSelection();
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[1].size(), 3U);
}

TEST_F(InspectorTest, wordPointedAt_saysWhereItLooked) {
    m_inspector.showPosition(70);
    EXPECT_TRUE(std::ranges::any_of(m_inspector.findChildren<QLabel*>(), [](const QLabel* label) {
        return label->text().contains(QStringLiteral("looked at no. 2 with"));
    }));
}

TEST_F(InspectorTest, showPage_namesPlaceOfTheChunk) {
    QSignalSpy page(&m_inspector, &MemoryInspector::pageRequested);
    table()->selectRow(0);
    button(QStringLiteral("Show page"))->click();
    ASSERT_EQ(page.count(), 1);
    EXPECT_EQ(page[0][1].toInt(), 7);
}

TEST_F(InspectorTest, maskedAnswer_standsBesideTheFirst) {
    m_inspector.beginMaskedAnswer({13});
    m_inspector.appendMaskedText(QStringLiteral("The captain sang"));
    AskReport other = samples::report();
    other.answer =
        "The captain sang an old sea song at the **Admiral Benbow** [1]. He told dreadful stories [3] "
        "and asked Jim to look out for a *seafaring man with one leg* [4].";
    EXPECT_FALSE(m_inspector.hasComparison());
    m_inspector.showMaskedAnswer(other);
    EXPECT_TRUE(m_inspector.hasComparison());
    EXPECT_EQ(m_inspector.currentIndex(), 1);
    samples::screenshot(m_inspector, QStringLiteral("inspector_compare"), {760, 480});
}

TEST_F(InspectorTest, maskedAnswerAskedUnderOtherConditions_waitsForItsCounterpart) {
    m_inspector.beginMaskedAnswer({13}, false);
    m_inspector.showMaskedAnswer(samples::report());
    EXPECT_FALSE(m_inspector.hasComparison());
    m_inspector.showUnmaskedAnswer(samples::report());
    EXPECT_TRUE(m_inspector.hasComparison());
}

TEST_F(InspectorTest, map_pinsAndOpens) {
    m_inspector.showMap();
    auto* map = m_inspector.findChild<BookMap*>();
    map->selectChunk(9);
    QSignalSpy pin(&m_inspector, &MemoryInspector::pinRequested);
    QSignalSpy open(&m_inspector, &MemoryInspector::chunkActivated);
    QTest::keyClick(map, Qt::Key_P);
    QTest::keyClick(map, Qt::Key_Return);
    EXPECT_EQ(pin.count(), 1);
    ASSERT_EQ(open.count(), 1);
    EXPECT_EQ(open[0][2].toInt(), 9);
    samples::screenshot(m_inspector, QStringLiteral("inspector_memory"), {520, 640});
    auto evicted = samples::chunks(420, 300);
    for (int i = 120; i < 180; ++i)
        evicted[static_cast<std::size_t>(i)].resident = false;
    m_inspector.setMemory(evicted, bank());
    samples::screenshotNow(m_inspector, QStringLiteral("inspector_evicting"));
    EXPECT_EQ(map->selectedChunks(), Ids({9}));
}

} // namespace
} // namespace memlong::ui

// Parts of the window on their own: settings, models, short messages, the list of places found.
#include <future>

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/style/theme.h"
#include "ui/views/models_dialog.h"
#include "ui/views/models_view.h"
#include "ui/views/settings_dialog.h"
#include "ui/views/toast.h"
#include "ui/widgets/find_panel.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

class DialogsTest : public UiTest {
protected:
    /// Keeps what the dialog last made of the settings in m_chosen.
    void follow(SettingsDialog& dialog) {
        QObject::connect(&dialog, &SettingsDialog::settingsChanged, &dialog,
                         [this](const DesktopSettings& settings) { m_chosen = settings; });
    }

    DesktopSettings m_chosen;
};

TEST_F(DialogsTest, settings_firstStepOfTheFontSize_canBeRead) {
    SettingsDialog dialog({}, std::nullopt);
    follow(dialog);
    QSpinBox* size = nullptr;
    for (QSpinBox* const box : dialog.findChildren<QSpinBox*>())
        if (box->suffix() == QStringLiteral(" pt"))
            size = box;
    ASSERT_NE(size, nullptr);
    EXPECT_FALSE(size->keyboardTracking()); // "12" is not first 1
    size->stepUp();
    EXPECT_EQ(m_chosen.fontSize, 7);
    size->setValue(12);
    EXPECT_EQ(m_chosen.fontSize, 12);
    size->setValue(0);
    EXPECT_EQ(m_chosen.fontSize, 0);
    EXPECT_EQ(size->text(), QStringLiteral("Like the desktop"));
}

TEST_F(DialogsTest, settings_languageOfScannedPages) {
    SettingsDialog dialog({}, std::nullopt);
    follow(dialog);
    QLineEdit* language = nullptr;
    for (QLineEdit* const edit : dialog.findChildren<QLineEdit*>())
        if (edit->placeholderText() == QStringLiteral("eng"))
            language = edit;
    ASSERT_NE(language, nullptr);
    QTest::keyClicks(language, QStringLiteral("deu+ fra;"));
    EXPECT_EQ(m_chosen.ocrLanguage, QStringLiteral("deu+fra"));
    QTest::keyClick(language, Qt::Key_Backspace, Qt::ControlModifier);
    language->clear();
    QTest::keyClicks(language, QStringLiteral("x"));
    QTest::keyClick(language, Qt::Key_Backspace);
    EXPECT_EQ(m_chosen.ocrLanguage, QString());
}

TEST_F(DialogsTest, toast_wayBack_comesUpAgainAfterWhatCoveredIt) {
    QWidget window;
    window.resize(800, 600);
    window.show();
    Toast toast(&window);
    auto* const label = toast.findChild<QLabel*>();
    auto* const button = toast.findChild<QPushButton*>();
    const auto timePasses = [&] { toast.findChild<QTimer*>()->start(0); };
    int first = 0, second = 0;
    toast.show(QStringLiteral("first deleted"), QStringLiteral("Undo"), [&] { ++first; });
    toast.show(QStringLiteral("second deleted"), QStringLiteral("Undo"), [&] { ++second; });
    toast.show(QStringLiteral("copied"));
    EXPECT_EQ(label->text(), QStringLiteral("copied"));
    EXPECT_FALSE(button->isVisible());
    toast.show(QStringLiteral("copied again")); // takes the place of what has no way back
    timePasses();
    EXPECT_TRUE(waitUntil([&] { return label->text() == QStringLiteral("second deleted"); }, 2000));
    button->click();
    EXPECT_EQ(second, 1);
    EXPECT_EQ(label->text(), QStringLiteral("first deleted"));
    timePasses();
    EXPECT_TRUE(waitUntil([&] { return !toast.isVisible(); }, 2000));
    EXPECT_EQ(first, 0);
}

TEST_F(DialogsTest, toast_longText_staysInTheWindow) {
    Theme::instance().apply(ThemeChoice::Light);
    QWidget window;
    window.resize(480, 600);
    window.show();
    Toast toast(&window);
    toast.show(QStringLiteral("The file cannot be read, for it ends in the middle of a table. ").repeated(6),
               QStringLiteral("Undo"));
    EXPECT_TRUE(window.rect().contains(toast.geometry()));
    const auto* const label = toast.findChild<QLabel*>();
    EXPECT_GE(label->height(), label->heightForWidth(label->width()));
    const int lines = label->height();
    toast.show(QStringLiteral("Copied"));
    EXPECT_LT(label->height(), lines);
    EXPECT_LT(toast.width(), 240);
}

TEST_F(DialogsTest, models_import_keepsNobodyWaiting_andOutlivesTheDialog) {
    Engine engine(options());
    BackgroundTasks tasks(engine);
    ModelDownloads downloads(engine);
    std::promise<void> release = occupyCopier(engine, &tasks);
    auto dialog =
        std::make_unique<ModelsDialog>(engine, tasks, downloads, DesktopSettings{}, SessionDetails{});
    QSignalSpy failed(&tasks, &BackgroundTasks::failed);
    Q_EMIT dialog->findChild<ModelsView*>()->importRequested(toQt(m_folder / "missing"),
                                                             QStringLiteral("new"), {}, false);
    ASSERT_EQ(tasks.tasks().size(), 1U);
    bool answered = false;
    engine.run<void>(
        &tasks, [](EngineAccess&) -> Result<void> { return {}; },
        [&](const Result<void>&) { answered = true; });
    EXPECT_TRUE(waitUntil([&] { return answered; }));
    dialog.reset();
    release.set_value();
    ASSERT_TRUE(waitUntil([&] { return failed.count() == 1; }));
    EXPECT_TRUE(failed[0][0].toString().contains(QStringLiteral("missing")));
    EXPECT_TRUE(tasks.tasks().empty());
}

/// The greatest difference in lightness between the middle of the row's start and anything else in it.
int contrast(const QImage& picture, const QRect& row) {
    const QColor ground = picture.pixelColor(row.left() + 4, row.center().y());
    int most = 0;
    for (int y = row.top(); y <= row.bottom(); ++y)
        for (int x = row.left() + 4; x < row.right() - 4; ++x)
            most = std::max(most, std::abs(picture.pixelColor(x, y).lightness() - ground.lightness()));
    return most;
}

TEST_F(DialogsTest, placesFound_theChosenOneCanBeSeenAndRead) {
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        Theme::instance().apply(theme);
        FindPanel panel;
        panel.resize(320, 480);
        panel.show();
        QSignalSpy asked(&panel, &FindPanel::searchRequested);
        panel.findChild<QLineEdit*>()->setText(QStringLiteral("chest"));
        ASSERT_TRUE(waitUntil([&] { return asked.count() == 1; }));
        TextMatches matches;
        matches.query = "chest";
        for (const int page : {1, 7}) {
            TextMatch match;
            match.page = page;
            match.before = "in the hall of the inn his sea-";
            match.match = "chest";
            match.after = " followed behind him";
            matches.matches.push_back(match);
        }
        panel.setMatches(matches);
        QTest::qWait(50);
        auto* const list = panel.findChild<QListView*>();
        ASSERT_EQ(list->currentIndex().row(), 0);
        const QImage picture = panel.grab().toImage(); // the list itself has no ground
        const QPoint place = list->viewport()->mapTo(&panel, QPoint());
        const QRect chosen = list->visualRect(list->model()->index(0, 0)).translated(place);
        const QRect other = list->visualRect(list->model()->index(1, 0)).translated(place);
        EXPECT_NE(picture.pixelColor(chosen.left() + 4, chosen.center().y()),
                  picture.pixelColor(other.left() + 4, other.center().y()));
        EXPECT_GT(contrast(picture, chosen), 100);
        EXPECT_GT(contrast(picture, other), 100);
    }
}

} // namespace
} // namespace memlong::test

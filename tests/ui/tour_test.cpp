// A tour through the program as a person would take it, with a picture of every step.
#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/command_palette.h"
#include "ui/views/composer.h"
#include "ui/views/first_run.h"
#include "ui/views/memory_inspector.h"
#include "ui/views/models_dialog.h"
#include "ui/views/quote_card.h"
#include "ui/views/sessions_pane.h"
#include "ui/views/settings_dialog.h"
#include "ui/views/toast.h"
#include "ui/widgets/page_view.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

struct Look {
    const char* name;
    ThemeChoice theme;
    QSize size;
};

void PrintTo(const Look& look, std::ostream* out) { // the test's name in CTest
    *out << look.name;
}

class Tour : public UiTest, public ::testing::WithParamInterface<Look> {
protected:
    void SetUp() override {
        QSettings().clear();
        Theme::instance().apply(GetParam().theme);
        m_pictures = picturesFolder(QString::fromLatin1(GetParam().name));
        m_engine = std::make_unique<Engine>(options());
        openWindow();
    }
    void TearDown() override {
        m_window.reset();
        m_engine.reset();
    }
    void openWindow() {
        m_window = std::make_unique<MainWindow>(*m_engine, options());
        m_window->resize(GetParam().size);
        m_window->show();
        QTest::qWait(150);
    }
    void picture(const char* name) { pictureOf(*m_window, name); }
    void pictureOf(QWidget& widget, const char* name) {
        QTest::qWait(120);
        ++m_step;
        const QString file =
            QStringLiteral("%1-%2.png").arg(m_step, 2, 10, QLatin1Char('0')).arg(QString::fromLatin1(name));
        EXPECT_TRUE(widget.grab().save(m_pictures.filePath(file))) << file.toStdString();
    }
    void drop(const QStringList& paths) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls.push_back(QUrl::fromLocalFile(path));
        data.setUrls(urls);
        const QPoint at = m_window->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        picture("drop");
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
    }
    void ask(const char* question) {
        auto* const composer = m_window->findChild<Composer*>();
        auto* const text = composer->findChild<QPlainTextEdit*>();
        text->clear();
        QTest::keyClicks(text, QString::fromLatin1(question));
        QTest::keyClick(text, Qt::Key_Return);
        ASSERT_TRUE(m_window->conversation().isBusy());
        ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    }

    QPushButton* buttonOf(QWidget& widget, const char* text) {
        for (QPushButton* const button : widget.findChildren<QPushButton*>())
            if (button->text() == QString::fromLatin1(text))
                return button;
        return nullptr;
    }
    void trigger(const char* text) {
        for (QAction* const action : m_window->findChildren<QAction*>())
            if (action->text() == QString::fromUtf8(text)) {
                action->trigger();
                return;
            }
        FAIL() << "no action " << text;
    }

    QDir m_pictures;
    int m_step = 0;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

TEST_P(Tour, wholeWay) {
    // The first start welcomes; the tour skips the guide, which has a test of its own.
    ASSERT_TRUE(waitUntil([&] { return m_window->findChild<FirstRun*>() != nullptr; }));
    auto* const guide = m_window->findChild<FirstRun*>();
    pictureOf(*guide, "welcome");
    QTest::mouseClick(buttonOf(*guide, "Next"), Qt::LeftButton);
    pictureOf(*guide, "welcome-models");
    QTest::mouseClick(buttonOf(*guide, "Next"), Qt::LeftButton);
    pictureOf(*guide, "welcome-sample");
    guide->reject();
    picture("first-start");

    // A book dropped into the window makes a session; asking works as soon as pages are there.
    drop({sampleBookPdf()});
    ASSERT_TRUE(waitUntil([&] { return !m_window->session().isEmpty(); }));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    picture("reading");
    ask("What did Jim hear in the apple barrel?");
    picture("asked-while-reading");
    ASSERT_TRUE(waitUntil([&] { return !m_window->queue().isBusy(); }));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().documents.size() == 1; }));
    ask("Who lived at the Admiral Benbow inn?");
    picture("answered");

    // A quote opens its page with the sentence highlighted.
    auto* const card = m_window->findChildren<QuoteCard*>().last();
    QTest::mouseClick(card, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return m_window->findChild<PageView*>()->documentId() != 0; }));
    QTest::qWait(2500);
    picture("page-of-the-quote");

    // What the answer leant on; without two of the passages it is asked again.
    trigger("Show the &memory behind the answer");
    QTest::qWait(400);
    auto* const inspector = m_window->findChild<MemoryInspector*>();
    auto* const retrieved = inspector->findChild<QTableView*>()->model();
    EXPECT_TRUE(retrieved->setData(retrieved->index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
    picture("memory");
    Q_EMIT inspector->askAgainMasked(
        {m_window->conversation().entries().back().report.search.results[0].chunk});
    QTest::qWait(1200);
    picture("asked-again-masked");
    trigger("Show the memory map");
    QTest::qWait(600);
    picture("memory-map");

    // Commands by typing, settings, models.
    trigger("&Command palette …");
    QTest::keyClicks(m_window->findChild<CommandPalette*>()->findChild<QLineEdit*>(), QStringLiteral("se"));
    picture("command-palette");
    QTest::keyClick(m_window->findChild<CommandPalette*>()->findChild<QLineEdit*>(), Qt::Key_Escape);
    trigger("Se&ttings …");
    auto* const settings = m_window->findChild<SettingsDialog*>();
    for (int tab = 0; tab < 3; ++tab) {
        settings->findChild<QTabWidget*>()->setCurrentIndex(tab);
        pictureOf(*settings, "settings");
    }
    settings->reject();
    trigger("&Models …");
    QTest::qWait(400);
    auto* const models = m_window->findChild<ModelsDialog*>();
    pictureOf(*models, "models");
    models->reject();

    // An own text, a damaged and an encrypted document.
    writeFile(m_folder / "empty.txt", "");
    QStringList more{toQt(m_folder / "empty.txt")};
    for (const char* folder : {"pdfs/encrypted", "pdfs/scan"})
        if (const auto found = testData(folder))
            more.push_back(toQt(*found));
    m_window->openPaths(more);
    ASSERT_TRUE(waitUntil([&] { return m_window->queue().items().size() > 1 && !m_window->queue().isBusy(); },
                          180000));
    QTest::qWait(500);
    picture("documents-with-problems");

    // Renamed, deleted, brought back.
    const QString before = m_window->session();
    auto* const pane = m_window->findChild<SessionsPane*>();
    Q_EMIT pane->renameRequested(before, QStringLiteral("Sea stories"));
    ASSERT_TRUE(waitUntil([&] { return m_window->session() == QStringLiteral("Sea stories"); }));
    Q_EMIT pane->deleteRequested(QStringLiteral("Sea stories"));
    ASSERT_TRUE(waitUntil([&] { return m_window->session().isEmpty(); }));
    picture("deleted-with-undo");
    QTest::mouseClick(m_window->findChild<Toast*>()->findChild<QPushButton*>(), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return m_window->session() == QStringLiteral("Sea stories"); }));
    ASSERT_TRUE(waitUntil([&] { return m_window->conversation().entries().size() == 4; }));

    // Quit and start again: everything is where it was.
    m_window->close();
    m_window.reset();
    m_engine = std::make_unique<Engine>(options());
    openWindow();
    ASSERT_TRUE(waitUntil([&] { return m_window->conversation().entries().size() == 4; }));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    QTest::qWait(600);
    picture("opened-again");
}

INSTANTIATE_TEST_SUITE_P(Looks, Tour,
                         ::testing::Values(Look{"light-1280x720", ThemeChoice::Light, {1280, 720}},
                                           Look{"dark-1280x720", ThemeChoice::Dark, {1280, 720}},
                                           Look{"light-2560x1440", ThemeChoice::Light, {2560, 1440}},
                                           Look{"dark-2560x1440", ThemeChoice::Dark, {2560, 1440}}),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

} // namespace
} // namespace memlong::test

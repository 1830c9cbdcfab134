// The window in other languages and from right to left: a picture of every part, and no text that is cut off.
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLibraryInfo>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/chat_view.h"
#include "ui/views/command_palette.h"
#include "ui/views/composer.h"
#include "ui/views/first_run.h"
#include "ui/views/memory_inspector.h"
#include "ui/views/models_dialog.h"
#include "ui/views/quote_card.h"
#include "ui/views/settings_dialog.h"
#include "ui/widgets/page_view.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

struct Language {
    const char* name;
    const char* locale;
    Qt::LayoutDirection direction;
    const char* title;
    const char* text;
    const char* question;
};

void PrintTo(const Language& language, std::ostream* out) { // the test's name in CTest
    *out << language.name;
}

constexpr const char* kGerman =
    "Der Leuchtturmwärter hieß Ezra Poole. Er hielt hinter dem Turm Bienen. Im Winter kam das "
    "Versorgungsschiff einmal im Monat. Die Donaudampfschifffahrtsgesellschaft schickte ihm Briefe.";
constexpr const char* kChinese =
    "灯塔看守人名叫埃兹拉·普尔。他在塔后养蜜蜂。冬天，补给船每个月来一次。岛上没有别的居民。";
constexpr const char* kArabic =
    "كان حارس المنارة يدعى عزرا بول. كان يربي النحل خلف البرج. في الشتاء كانت سفينة المؤن تأتي مرة في الشهر.";

class LanguagesTour : public UiTest, public ::testing::WithParamInterface<Language> {
protected:
    void SetUp() override {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("program/welcomed"), true);
        const QLocale locale(QString::fromLatin1(GetParam().locale));
        QLocale::setDefault(locale);
        if (m_translator.load(locale, QStringLiteral(MEMLONG_TRANSLATIONS "/memlong"), QStringLiteral("_")))
            QCoreApplication::installTranslator(&m_translator);
        if (m_ofQt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                        QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
            QCoreApplication::installTranslator(&m_ofQt);
        QApplication::setLayoutDirection(GetParam().direction);
        Theme::instance().apply(ThemeChoice::Light);
        m_pictures = picturesFolder(QString::fromLatin1(GetParam().name));
        m_engine = std::make_unique<Engine>(options());
        m_window = std::make_unique<MainWindow>(*m_engine, options());
        m_window->resize(1280, 720);
        m_window->show();
    }
    void TearDown() override {
        m_window.reset();
        m_engine.reset();
        QCoreApplication::removeTranslator(&m_translator);
        QCoreApplication::removeTranslator(&m_ofQt);
        QApplication::setLayoutDirection(Qt::LeftToRight);
        QLocale::setDefault(QLocale::c());
    }
    void picture(const char* name) { pictureOf(*m_window, name); }
    void pictureOf(QWidget& widget, const char* name) {
        QTest::qWait(150);
        const QString file =
            QStringLiteral("%1-%2.png").arg(++m_step, 2, 10, QLatin1Char('0')).arg(QString::fromLatin1(name));
        EXPECT_TRUE(widget.grab().save(m_pictures.filePath(file))) << file.toStdString();
        expectNothingCutOff(widget, name);
    }
    /// Texts of one line that have less room than they need.
    static void expectNothingCutOff(QWidget& shown, const char* where) {
        for (QWidget* const widget : shown.findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->visibleRegion().isEmpty())
                continue;
            QString text;
            if (const auto* const button = qobject_cast<QPushButton*>(widget))
                text = button->text();
            else if (const auto* const label = qobject_cast<QLabel*>(widget);
                     label && !label->wordWrap() &&
                     label->sizePolicy().horizontalPolicy() != QSizePolicy::Ignored)
                text = label->text();
            else if (const auto* const box = qobject_cast<QComboBox*>(widget))
                text = box->currentText();
            if (text.contains(QStringLiteral("(s)")))
                ADD_FAILURE() << where << ": not translated: " << text.toStdString();
            int needed = widget->fontMetrics().horizontalAdvance(QString(text).remove(QLatin1Char('&')));
            if (const auto* const button = qobject_cast<QPushButton*>(widget))
                needed = button->sizeHint().width(); // with its icon and the air around
            if (!text.isEmpty() && !text.contains(QLatin1Char('\n')) && widget->width() + 1 < needed)
                ADD_FAILURE() << where << ": no room for \"" << text.toStdString()
                              << "\": " << widget->width() << " of " << needed << " pixels";
        }
    }
    void triggerByShortcut(const QKeySequence& keys) {
        for (QAction* const action : m_window->findChildren<QAction*>())
            if (action->shortcut() == keys)
                return action->trigger();
        FAIL() << "no action for " << keys.toString().toStdString();
    }

    QTranslator m_translator, m_ofQt;
    QDir m_pictures;
    int m_step = 0;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

TEST_P(LanguagesTour, everyPart) {
    picture("nothing-yet");
    FirstRun guide(m_window.get());
    guide.show();
    pictureOf(guide, "welcome");
    guide.reject();

    const auto file = m_folder / (std::string(GetParam().title) + ".txt");
    std::string text;
    for (int i = 0; i < 12; ++i)
        text += std::string(GetParam().text) + "\n\n";
    writeFile(file, text);
    writeFile(m_folder / "leer.txt", "");
    m_window->openPaths({toQt(file), toQt(m_folder / "leer.txt"), sampleBookPdf()});
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    picture("reading");
    ASSERT_TRUE(waitUntil([&] { return !m_window->queue().isBusy(); }, 180000));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().documents.size() >= 2; }));
    picture("read");
    auto* const question = m_window->findChild<Composer*>()->findChild<QPlainTextEdit*>();
    question->setPlainText(QString::fromUtf8(GetParam().question));
    picture("question");
    QTest::keyClick(question, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    picture("answered");

    ASSERT_FALSE(m_window->findChildren<QuoteCard*>().isEmpty());
    QTest::mouseClick(m_window->findChildren<QuoteCard*>().front(), Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return m_window->findChild<PageView*>()->documentId() != 0; }));
    QTest::qWait(1500);
    picture("text-page");
    for (const DocumentSummary& document : m_window->details().documents)
        if (document.format == "pdf")
            Q_EMIT m_window->findChild<MemoryInspector*>()->chunkActivated(0, document.id, 3);
    QTest::qWait(1500);
    picture("pdf-page");
    triggerByShortcut(QKeySequence::Find);
    picture("find");

    triggerByShortcut(Qt::CTRL | Qt::Key_M);
    picture("memory");
    auto* const inspector = m_window->findChild<MemoryInspector*>();
    inspector->beginMaskedAnswer({m_window->conversation().entries().back().report.search.results[0].chunk});
    inspector->showMaskedAnswer(m_window->conversation().entries().back().report);
    picture("compare");
    triggerByShortcut(Qt::CTRL | Qt::Key_2);
    QTest::qWait(300);
    picture("map");
    const quint64 task = m_window->tasks().begin(QStringLiteral("…"));
    m_window->tasks().setProgress(task, {.stage = "", .done = 3, .total = 10, .unit = ""}, 140);
    picture("task");
    m_window->tasks().end(task);

    triggerByShortcut(Qt::CTRL | Qt::Key_K);
    picture("command-palette");
    QTest::keyClick(m_window->findChild<CommandPalette*>()->findChild<QLineEdit*>(), Qt::Key_Escape);
    for (QAction* const menu : m_window->menuBar()->actions()) {
        menu->menu()->popup(m_window->mapToGlobal(QPoint(200, 30)));
        pictureOf(*menu->menu(), "menu");
        menu->menu()->close();
    }
    for (QAction* const action : m_window->findChildren<QAction*>())
        if (action->menuRole() == QAction::PreferencesRole)
            action->trigger();
    auto* const settings = m_window->findChild<SettingsDialog*>();
    auto* const tabs = settings->findChild<QTabWidget*>();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        pictureOf(*settings, "settings");
    }
    settings->reject();
    ModelDownloads downloads(*m_engine);
    ModelsDialog models(*m_engine, m_window->tasks(), downloads, DesktopSettings::load(), SessionDetails{},
                        m_window.get());
    models.open();
    QTest::qWait(300);
    pictureOf(models, "models");
    models.reject();
}

INSTANTIATE_TEST_SUITE_P(Languages, LanguagesTour,
                         ::testing::Values(Language{"german", "de_DE", Qt::LeftToRight, "Der Leuchtturm",
                                                    kGerman, "Wer hielt hinter dem Turm Bienen?"},
                                           Language{"chinese", "zh_CN", Qt::LeftToRight, "灯塔", kChinese,
                                                    "谁在塔后养蜜蜂？"},
                                           Language{"right_to_left", "en_US", Qt::RightToLeft, "المنارة",
                                                    kArabic, "من كان يربي النحل خلف البرج؟"}),
                         [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace memlong::test

// The window as a person uses it, over the real services.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QToolButton>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/answer_widget.h"
#include "ui/views/composer.h"
#include "ui/views/first_run.h"
#include "ui/views/quote_card.h"
#include "ui/views/toast.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

class WindowTest : public UiTest {
protected:
    WindowTest() {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("program/welcomed"), true);
        Theme::instance().apply(ThemeChoice::Light);
        m_engine = std::make_unique<Engine>(options());
    }
    ~WindowTest() override {
        m_window.reset();
        m_engine.reset();
    }
    void open() {
        m_window = std::make_unique<MainWindow>(*m_engine, options());
        m_window->show();
    }
    void ask(const char* question) {
        auto* const text = m_window->findChild<Composer*>()->findChild<QPlainTextEdit*>();
        text->setPlainText(QString::fromLatin1(question));
        QTest::keyClick(text, Qt::Key_Return);
        ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    }
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(WindowTest, fileDroppedOnNothing_makesASessionAndAnswers) {
    open();
    writeFile(m_folder / "a.txt",
              "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    m_window->openPaths({toQt(m_folder / "a.txt")});
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0 && !m_window->queue().isBusy(); }));
    ask("Who kept bees?");
    EXPECT_FALSE(m_window->findChildren<QuoteCard*>().isEmpty());
    const auto* const text = m_window->findChild<Composer*>()->findChild<QPlainTextEdit*>();
    EXPECT_TRUE(text->toPlainText().isEmpty());
}

TEST_F(WindowTest, reopened_isWhereTheUserLeftOff) {
    makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    open();
    ASSERT_TRUE(waitUntil([&] { return m_window->session().isEmpty(); }));
    m_window->openSession(QStringLiteral("books"));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    ask("Who kept bees?");
    m_window->close();
    m_window.reset();
    m_engine = std::make_unique<Engine>(options());
    open();
    ASSERT_TRUE(waitUntil([&] { return m_window->conversation().entries().size() == 2; }));
    EXPECT_EQ(m_window->session(), QStringLiteral("books"));
    EXPECT_TRUE(waitUntil([&] { return !m_window->findChildren<QuoteCard*>().isEmpty(); }));
}

TEST_F(WindowTest, everyButtonAndField_hasANameForScreenReaders) {
    makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    open();
    m_window->openSession(QStringLiteral("books"));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    ask("Who kept bees?");
    for (const QToolButton* const button : m_window->findChildren<QToolButton*>()) {
        if (button->objectName().startsWith(QStringLiteral("qt_")) ||
            button->metaObject()->className() == QByteArray("QLineEditIconButton"))
            continue;
        EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().isEmpty() &&
                     button->toolTip().isEmpty())
            << button->parent()->metaObject()->className();
    }
    for (const QPlainTextEdit* const field : m_window->findChildren<QPlainTextEdit*>())
        EXPECT_FALSE(field->accessibleName().isEmpty()) << field->parent()->metaObject()->className();
}

TEST_F(WindowTest, shortcuts_areNotUsedTwice) {
    open();
    QHash<QString, QString> taken;
    for (const QAction* const action : m_window->findChildren<QAction*>()) {
        const QString keys = action->shortcut().toString();
        if (keys.isEmpty() || action->shortcutContext() != Qt::WindowShortcut)
            continue;
        EXPECT_FALSE(taken.contains(keys)) << keys.toStdString() << ": " << action->text().toStdString()
                                           << " and " << taken.value(keys).toStdString();
        taken.insert(keys, action->text());
    }
    EXPECT_GT(taken.size(), 15);
}

TEST_F(WindowTest, firstStart_welcomes_once) {
    QSettings().remove(QStringLiteral("program/welcomed"));
    open();
    ASSERT_TRUE(waitUntil([&] { return m_window->findChild<FirstRun*>() != nullptr; }));
    m_window.reset();
    open();
    QTest::qWait(300);
    EXPECT_EQ(m_window->findChild<FirstRun*>(), nullptr);
}

TEST_F(WindowTest, welcome_endsWithTheSampleBookAndAnAnsweredQuestion) {
    QSettings().remove(QStringLiteral("program/welcomed"));
    open();
    ASSERT_TRUE(waitUntil([&] { return m_window->findChild<FirstRun*>() != nullptr; }));
    auto* const guide = m_window->findChild<FirstRun*>();
    Q_EMIT guide->sampleRequested();
    guide->accept();
    ASSERT_TRUE(waitUntil([&] {
        return m_window->conversation().entries().size() == 2 && !m_window->conversation().isBusy();
    }));
    EXPECT_FALSE(m_window->conversation().entries()[1].report.quotes.empty());
    EXPECT_EQ(m_window->session(), QStringLiteral("Treasure Island"));
}

} // namespace
} // namespace memlong::test

// The window as a person uses it, over the real services.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include "tests/ui/fake_session.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/answer_widget.h"
#include "ui/views/chat_view.h"
#include "ui/views/composer.h"
#include "ui/views/documents_pane.h"
#include "ui/views/empty_state.h"
#include "ui/views/first_run.h"
#include "ui/views/quote_card.h"
#include "ui/views/toast.h"
#include "ui/widgets/find_panel.h"
#include "ui/widgets/page_view.h"
#include "ui/widgets/text_view.h"

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
    void openBooks() {
        makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
        open();
        m_window->openSession(QStringLiteral("books"));
        ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    }
    /// Clicks `button` of the next question that the program asks.
    void answerQuestion(QMessageBox::StandardButton button) {
        auto* const timer = new QTimer(m_window.get());
        QObject::connect(timer, &QTimer::timeout, timer, [this, timer, button] {
            auto* const box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            if (box == nullptr)
                return;
            timer->deleteLater();
            timer->stop();
            ++m_questions;
            box->button(button)->click();
        });
        timer->start(20);
    }
    template <class T> T* part() { return m_window->findChild<T*>(); }

    int m_questions = 0; // answered
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

TEST_F(WindowTest, filesOfTheCommandLine_getASessionOfTheirOwn) {
    makeSession("My documents", "The boat came once a month.");
    writeFile(m_folder / "a.txt", "The lighthouse keeper kept bees behind the tower.");
    open();
    m_window->openPaths({toQt(m_folder / "a.txt")}); // before it is known which names are taken
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0 && !m_window->queue().isBusy(); }));
    EXPECT_EQ(m_window->session(), QStringLiteral("My documents 2"));
    EXPECT_EQ(m_window->details().documents.size(), 1U);
}

TEST_F(WindowTest, questionAboutTheSample_isAskedInItsSessionAlone) {
    openBooks();
    Q_EMIT part<EmptyState>()->sampleRequested();
    const QString sample = QStringLiteral("Treasure Island");
    ASSERT_TRUE(waitUntil([&] { return m_window->session() == sample && m_window->queue().isBusy(); }));
    m_window->openSession(QStringLiteral("books"));
    ASSERT_TRUE(waitUntil([&] { return !m_window->queue().isBusy(); }, 180000));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    QTest::qWait(300);
    EXPECT_TRUE(m_window->conversation().entries().empty());
    m_window->openSession(sample);
    EXPECT_TRUE(waitUntil([&] { return m_window->conversation().entries().size() == 2; }));
    ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
}

TEST_F(WindowTest, whatDeletesLaterMessages_asksFirst) {
    openBooks();
    ask("Who kept bees?");
    ask("Who was Ezra Poole?");
    const auto& entries = m_window->conversation().entries();
    ASSERT_EQ(entries.size(), 4U);
    answerQuestion(QMessageBox::No);
    Q_EMIT part<ChatView>()->regenerateRequested(1);
    EXPECT_EQ(m_questions, 1);
    EXPECT_EQ(entries.size(), 4U);
    answerQuestion(QMessageBox::Yes);
    Q_EMIT part<ChatView>()->regenerateRequested(1);
    ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    EXPECT_EQ(entries.size(), 2U);
    Q_EMIT part<ChatView>()->regenerateRequested(1); // nothing follows: no question
    ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    EXPECT_EQ(m_questions, 2);
    answerQuestion(QMessageBox::No);
    Q_EMIT part<ChatView>()->removeRequested(0);
    EXPECT_EQ(entries.size(), 2U);
    answerQuestion(QMessageBox::Yes);
    Q_EMIT part<ChatView>()->removeRequested(0);
    EXPECT_EQ(m_questions, 4);
    EXPECT_TRUE(entries.empty());
}

TEST_F(WindowTest, sessionChangedBehindAQuestion_nothingOfTheNewOneIsDeleted) {
    makeSession("other", "The boat came once a month.");
    openBooks();
    ask("Who kept bees?");
    auto* const timer = new QTimer(m_window.get());
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, m_window.get(), [&] {
        m_window->openSession(QStringLiteral("other"));
        ASSERT_TRUE(waitUntil([&] { return m_window->details().documents.size() == 1; }));
        answerQuestion(QMessageBox::Yes);
    });
    timer->start(100);
    Q_EMIT part<DocumentsPane>()->removeRequested(1, QStringLiteral("notes"));
    EXPECT_EQ(m_questions, 1);
    QTest::qWait(300);
    for (const char* name : {"books", "other"}) {
        m_window->openSession(QString::fromLatin1(name));
        EXPECT_TRUE(waitUntil([&] { return m_window->details().documents.size() == 1; })) << name;
    }
}

TEST_F(WindowTest, importThatEndsDuringAnAnswer_isOffered) {
    makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    const auto archive = m_folder / "books.memlong";
    {
        auto application = Application::open(options());
        ASSERT_TRUE(application);
        const auto session = application->openSession("books", false);
        ASSERT_TRUE(session);
        ASSERT_TRUE((*session)->exportTo(archive, {}, {}));
    }
    FakeAnswers answers; // endless
    m_engine = std::make_unique<Engine>(options(), answers.opener());
    open();
    m_window->openSession(QStringLiteral("books"));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    m_window->conversation().ask(QStringLiteral("Who kept bees?"), {});
    m_window->openPaths({toQt(archive)});
    auto* const toast = part<Toast>();
    ASSERT_TRUE(waitUntil([&] { return toast->isVisible(); }));
    EXPECT_TRUE(m_window->conversation().isBusy());
    EXPECT_EQ(m_window->session(), QStringLiteral("books"));
    m_window->conversation().stop();
    ASSERT_TRUE(waitUntil([&] { return !m_window->conversation().isBusy(); }));
    toast->findChild<QPushButton*>()->click();
    EXPECT_NE(m_window->session(), QStringLiteral("books"));
    EXPECT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
}

TEST_F(WindowTest, documentOpenedWhileItIsRead_isAllThereInTheEnd) {
    const std::string book = readText(pathFromQt(sampleBookText()));
    writeFile(m_folder / "long.txt", book + book + book + "\n\nThese are the very last words.\n");
    open();
    m_window->openPaths({toQt(m_folder / "long.txt")});
    ASSERT_TRUE(waitUntil([&] {
        const auto& items = m_window->queue().items();
        return !items.empty() && items[0].stage == QStringLiteral("encoding") && items[0].done > 0;
    }));
    m_window->queue().setPaused(true);
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > 0; }));
    const Id document = m_window->details().documents.front().id;
    Q_EMIT part<DocumentsPane>()->openRequested(document, QStringLiteral("Treasure Island"));
    auto* const page = part<PageView>();
    ASSERT_TRUE(waitUntil([&] { return page->documentId() == document; }));
    page->goToPage(1000000);
    QTest::qWait(300);
    const auto showsTheEnd = [&] {
        return part<TextView>()->toPlainText().contains(QStringLiteral("the very last words"));
    };
    EXPECT_FALSE(showsTheEnd());
    const auto pages = [&] { return page->findChild<QSpinBox*>()->maximum(); };
    const int before = pages();
    const qint64 chunks = m_window->details().chunks;
    const quint64 done = m_window->queue().items()[0].done;
    m_window->queue().setPaused(false);
    ASSERT_TRUE(waitUntil([&] { return m_window->queue().items()[0].done > done; }));
    m_window->queue().setPaused(true);
    ASSERT_TRUE(waitUntil([&] { return m_window->details().chunks > chunks; }));
    EXPECT_TRUE(m_window->queue().isBusy());
    Q_EMIT part<DocumentsPane>()->openRequested(document,
                                                QStringLiteral("Treasure Island")); // as a quote does
    EXPECT_TRUE(waitUntil([&] { return pages() > before; }, 10000));
    m_window->queue().setPaused(false);
    ASSERT_TRUE(waitUntil([&] { return !m_window->queue().isBusy(); }, 180000));
    EXPECT_TRUE(waitUntil(
        [&] {
            page->goToPage(1000000);
            return showsTheEnd();
        },
        10000));
}

TEST_F(WindowTest, find_worksFromWhereQuestionsAreWritten) {
    openBooks();
    const Id document = m_window->details().documents.front().id;
    Q_EMIT part<DocumentsPane>()->openRequested(document, QStringLiteral("notes"));
    auto* const page = part<PageView>();
    ASSERT_TRUE(waitUntil([&] { return page->documentId() == document; }));
    for (QAction* const action : m_window->findChildren<QAction*>())
        if (action->shortcut() == QKeySequence(Qt::Key_F9))
            action->trigger();
    EXPECT_FALSE(page->isVisible());
    m_window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
    auto* const question = part<Composer>()->findChild<QPlainTextEdit*>();
    question->setFocus();
    QTest::keyClick(question, Qt::Key_F, Qt::ControlModifier);
    EXPECT_TRUE(page->isVisible());
    EXPECT_TRUE(part<FindPanel>()->isVisible());
    EXPECT_TRUE(part<FindPanel>()->isAncestorOf(QApplication::focusWidget()));
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

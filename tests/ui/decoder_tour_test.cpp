// Answers of a real decoder in the window: quotes first, then its text as it comes, stopped, asked for again,
// inspected. What memlong-nano says does not matter here; how it gets to the screen does.
#include <algorithm>

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include "engine/runtime/runtime.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/answer_widget.h"
#include "ui/views/chat_view.h"
#include "ui/views/composer.h"
#include "ui/views/memory_inspector.h"
#include "ui/views/models_dialog.h"
#include "ui/views/models_view.h"
#include "ui/views/quote_card.h"
#include "ui/views/retrieved_model.h"
#include "ui/widgets/markdown_view.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

class DecoderTour : public UiTest {
protected:
    void SetUp() override {
        if (const auto runtime = openTorchRuntime({}); !runtime)
            GTEST_SKIP() << runtime.error().message;
        const auto models = resources() / "models";
        std::filesystem::create_directory_symlink(sourceFolder() / "resources/models/memlong-nano",
                                                  models / "memlong-nano");
        QSettings().clear();
        QSettings().setValue(QStringLiteral("program/welcomed"), true);
        DesktopSettings settings = DesktopSettings::load();
        settings.model = QStringLiteral("memlong-nano");
        settings.maxTokens = 160;
        settings.temperature = 2; // left alone, so small a model ends after a few words
        settings.topP = 1;
        settings.topK = 1000;
        settings.threads = 1;
        settings.seed = 4;
        settings.save();
        m_options = settings.applicationOptions(options());
        Theme::instance().apply(ThemeChoice::Light);
        m_pictures = picturesFolder(QStringLiteral("decoder"));
        openWindow();
    }
    void TearDown() override {
        m_window.reset();
        m_engine.reset();
    }
    void openWindow() {
        m_engine = std::make_unique<Engine>(m_options);
        m_window = std::make_unique<MainWindow>(*m_engine, options());
        m_window->resize(1280, 720);
        m_window->show();
    }
    void picture(const char* name) {
        QTest::qWait(120);
        pictureNow(name);
    }
    void pictureNow(const char* name) {
        const QString file =
            QStringLiteral("%1-%2.png").arg(++m_step, 2, 10, QLatin1Char('0')).arg(QString::fromLatin1(name));
        EXPECT_TRUE(m_window->grab().save(m_pictures.filePath(file))) << file.toStdString();
    }
    Conversation& conversation() { return m_window->conversation(); }
    const ChatEntry& last() { return conversation().entries().back(); }
    AnswerWidget& lastWidget() {
        return *m_window->findChild<ChatView*>()->answer(static_cast<int>(conversation().entries().size()) -
                                                         1);
    }
    void send(const char* question) {
        auto* const text = m_window->findChild<Composer*>()->findChild<QPlainTextEdit*>();
        text->setPlainText(QString::fromLatin1(question));
        QTest::keyClick(text, Qt::Key_Return);
        ASSERT_TRUE(conversation().isBusy());
    }
    void trigger(const char* text) {
        for (QAction* const action : m_window->findChildren<QAction*>())
            if (action->text() == QString::fromUtf8(text))
                return action->trigger();
        FAIL() << "no action " << text;
    }

    /// Of the decoder that was used last; -1 when the session cannot be read.
    int chunksWithoutKv() {
        using Chunks = std::vector<MemoryChunkInfo>;
        int missing = -1;
        bool done = false;
        m_engine->run<Chunks>(
            m_window.get(),
            [name = fromQt(m_window->session())](EngineAccess& access) -> Result<Chunks> {
                MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
                return session->memory();
            },
            [&](const Result<Chunks>& chunks) {
                done = true;
                if (chunks)
                    missing = static_cast<int>(std::ranges::count(*chunks, false, &MemoryChunkInfo::hasKv));
            });
        EXPECT_TRUE(waitUntil([&] { return done; }));
        return missing;
    }

    ApplicationOptions m_options;
    QDir m_pictures;
    int m_step = 0;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(DecoderTour, answersArriveAsTheyAreSpoken) {
    const std::string book = readText(sourceFolder() / "resources/sample/treasure_island.txt");
    const auto part = m_folder / "Treasure Island.txt";
    writeFile(part, book.substr(0, 60000));
    m_window->openPaths({toQt(part)});
    ASSERT_TRUE(waitUntil(
        [&] { return m_window->details().documents.size() == 1 && !m_window->queue().isBusy(); }, 300000));
    EXPECT_EQ(m_window->details().decoder, "memlong-nano");
    picture("read");

    // Quotes first, then text in pieces.
    QStringList order;
    QString streamed;
    int pieces = 0;
    const auto seen = QObject::connect(&conversation(), &Conversation::changed, [&](int) {
        if (last().state == ChatEntry::State::Generating && !last().report.quotes.empty())
            order << QStringLiteral("quotes");
    });
    const auto heard =
        QObject::connect(&conversation(), &Conversation::textArrived, [&](int, const QString& piece) {
            order << QStringLiteral("text");
            streamed += piece;
            ++pieces;
        });
    send("Who lived at the Admiral Benbow inn?");
    pictureNow("searching");
    ASSERT_TRUE(waitUntil([&] { return !last().report.quotes.empty(); }));
    QTest::qWait(1);
    pictureNow("quotes-are-there");
    ASSERT_TRUE(waitUntil([&] { return streamed.size() > 40 || !conversation().isBusy(); }));
    QTest::qWait(60);
    pictureNow("speaking");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    QObject::disconnect(seen);
    QObject::disconnect(heard);
    ASSERT_EQ(last().state, ChatEntry::State::Done) << last().problem.toStdString();
    EXPECT_EQ(order.front(), QStringLiteral("quotes"));
    EXPECT_GT(pieces, 1); // what comes while the window is busy comes together
    EXPECT_EQ(streamed, last().text);
    EXPECT_EQ(last().report.mode, "memory");
    EXPECT_GT(last().report.tokens, 5);
    const QString note = lastWidget().findChild<QLabel*>(QStringLiteral("answerNote"))->text();
    EXPECT_TRUE(note.contains(QStringLiteral("memlong-nano"))) << note.toStdString();
    EXPECT_TRUE(note.contains(QStringLiteral("first word"))) << note.toStdString();
    EXPECT_TRUE(note.contains(QStringLiteral("tokens/s"))) << note.toStdString();
    picture("answered");

    // Where it looked, word by word, and from a word to its chunk.
    trigger("Show the &memory behind the answer");
    auto* const inspector = m_window->findChild<MemoryInspector*>();
    auto* const table = inspector->findChild<QTableView*>();
    ASSERT_FALSE(last().report.parts.empty());
    ASSERT_TRUE(waitUntil([&] { return table->model()->rowCount() > 0; }));
    EXPECT_GT(table->model()->columnCount(), static_cast<int>(RetrievedModel::FirstLayer));
    picture("memory");
    const AttendedPart& word = last().report.parts[last().report.parts.size() / 2];
    inspector->showPosition(word.begin);
    const QModelIndexList rows = table->selectionModel()->selectedRows();
    ASSERT_EQ(rows.size(), 1);
    const auto results = last().report.search.results;
    const auto chosen = std::ranges::find(results, word.shares.front().first, &SearchResult::chunk);
    ASSERT_NE(chosen, results.end());
    EXPECT_EQ(rows[0].data().toInt(), chosen->rank);
    picture("memory-of-a-word");

    // Without that chunk.
    Q_EMIT inspector->askAgainMasked({chosen->chunk});
    QTest::qWait(400);
    picture("masked-speaking");
    ASSERT_TRUE(waitUntil([&] { return inspector->hasComparison(); }, 120000));
    picture("masked");

    // Stopped half way, and asked again in place of the half.
    trigger("Page and memory");
    send("What did the captain drink?");
    ASSERT_TRUE(waitUntil([&] { return last().text.size() > 20 || !conversation().isBusy(); }));
    trigger("&Stop the answer");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }));
    EXPECT_EQ(last().state, ChatEntry::State::Stopped);
    EXPECT_FALSE(last().text.isEmpty());
    EXPECT_GT(last().id, 0);
    picture("stopped");
    trigger("Answer &again");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().state, ChatEntry::State::Done);
    ASSERT_EQ(conversation().entries().size(), 4U);
    picture("answered-again");
    const QString said = last().text;

    // Quit and start: everything is where it was.
    m_window->close();
    m_window.reset();
    m_engine.reset();
    openWindow();
    ASSERT_TRUE(waitUntil([&] { return conversation().entries().size() == 4; }));
    EXPECT_EQ(last().text, said);
    EXPECT_EQ(last().report.model, "memlong-nano");
    picture("opened-again");
    trigger("Show the &memory behind the answer");
    picture("memory-of-a-stored-answer");
}

TEST_F(DecoderTour, anotherDecoder_readsThePassagesAndTheFirstOnesStay) {
    auto application = Application::open(options());
    ASSERT_TRUE(application);
    ASSERT_TRUE(application->randomModel("tiny", 7, "f32", "tiny", {}, {}));
    const std::string book = readText(sourceFolder() / "resources/sample/treasure_island.txt");
    writeFile(m_folder / "Treasure Island.txt", book.substr(0, 40000));
    m_window->openPaths({toQt(m_folder / "Treasure Island.txt")});
    ASSERT_TRUE(
        waitUntil([&] { return m_window->details().chunks > 0 && !m_window->queue().isBusy(); }, 300000));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().decoder == "memlong-nano"; }));
    EXPECT_EQ(chunksWithoutKv(), 0);

    // Chosen among the models: what follows is offered, done in the background, and said.
    trigger("&Models …");
    auto* const models = m_window->findChild<ModelsDialog*>();
    QTest::qWait(300);
    QTimer::singleShot(300, this->m_window.get(), [this] {
        auto* const offer = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        ASSERT_NE(offer, nullptr);
        EXPECT_TRUE(offer->text().contains(QStringLiteral("tiny")));
        EXPECT_TRUE(offer->informativeText().contains(QStringLiteral("memlong-nano")));
        EXPECT_TRUE(offer->grab().save(m_pictures.filePath(QStringLiteral("offer.png"))));
        for (QAbstractButton* const button : offer->buttons())
            if (offer->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
    });
    QSignalSpy finished(&m_window->reencoder(), &Reencoder::finished);
    Q_EMIT models->findChild<ModelsView*>()->decoderChosen(QStringLiteral("tiny"));
    models->reject();
    ASSERT_EQ(m_window->tasks().tasks().size(), 1U);
    picture("reading-again");
    ASSERT_TRUE(waitUntil([&] { return finished.count() == 1; }, 120000));
    EXPECT_TRUE(m_window->tasks().tasks().empty());
    picture("read-again");
    EXPECT_EQ(chunksWithoutKv(), 0);
    send("Who lived at the Admiral Benbow inn?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().report.model, "tiny");

    // It is gone when the program starts again: quotes, and a way out in the window's own words.
    m_window->close();
    m_window.reset();
    m_engine.reset();
    std::filesystem::remove_all(m_folder / "data/models/tiny");
    m_options.model = "tiny";
    openWindow();
    ASSERT_TRUE(waitUntil([&] { return conversation().entries().size() == 2; }));
    send("What did the captain drink?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }));
    EXPECT_EQ(last().state, ChatEntry::State::Failed);
    EXPECT_FALSE(last().report.quotes.empty());
    EXPECT_TRUE(std::ranges::any_of(lastWidget().findChildren<QLabel*>(), [](const QLabel* label) {
        return label->text().contains(QStringLiteral("“tiny” is not there any more"));
    }));
    picture("decoder-gone");
    m_window->close();
    m_window.reset();
    m_options.model = "memlong-nano";
    openWindow();
    ASSERT_TRUE(waitUntil([&] { return conversation().entries().size() == 4; }));
    EXPECT_FALSE(last().report.quotes.empty()); // kept with the half answer

    // Back with the first one: what it had read is still there.
    send("What did the captain drink?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().report.model, "memlong-nano");
    EXPECT_EQ(chunksWithoutKv(), 0);
}

TEST_F(DecoderTour, anotherRetriever_theOldOneAnswersUntilItIsComplete) {
    std::filesystem::create_directories(m_folder / "data/models");
    std::filesystem::copy(sourceFolder() / "tests/golden/encoder/bert_mean", m_folder / "data/models/bert",
                          std::filesystem::copy_options::recursive);
    const std::string book = readText(sourceFolder() / "resources/sample/treasure_island.txt");
    writeFile(m_folder / "Treasure Island.txt", book.substr(0, 150000));
    m_window->openPaths({toQt(m_folder / "Treasure Island.txt")});
    ASSERT_TRUE(
        waitUntil([&] { return m_window->details().chunks > 0 && !m_window->queue().isBusy(); }, 300000));
    ASSERT_TRUE(waitUntil([&] { return m_window->details().retriever == "builtin"; }));
    QSignalSpy finished(&m_window->reencoder(), &Reencoder::finished),
        cancelled(&m_window->reencoder(), &Reencoder::cancelled),
        failures(&m_window->reencoder(), &Reencoder::failed);

    // Begun and cancelled: all as before.
    m_window->reencoder().changeRetriever(m_window->session(), QStringLiteral("bert"));
    m_window->reencoder().cancel();
    ASSERT_TRUE(waitUntil([&] { return cancelled.count() == 1; }));
    send("Who lived at the Admiral Benbow inn?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().state, ChatEntry::State::Done) << last().problem.toStdString();

    // Among the models; a question is answered in the middle of it.
    trigger("&Models …");
    QTest::qWait(300);
    QTimer::singleShot(300, m_window.get(), [this] {
        auto* const offer = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        ASSERT_NE(offer, nullptr);
        EXPECT_TRUE(offer->text().contains(QStringLiteral("bert")));
        EXPECT_TRUE(offer->grab().save(m_pictures.filePath(QStringLiteral("offer-retriever.png"))));
        for (QAbstractButton* const button : offer->buttons())
            if (offer->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
    });
    Q_EMIT m_window->findChild<ModelsDialog*>()->findChild<ModelsView*>()->retrieverChosen(
        QStringLiteral("bert"));
    ASSERT_EQ(m_window->tasks().tasks().size(), 1U);
    send("What did the captain drink?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().state, ChatEntry::State::Done) << last().problem.toStdString();
    picture("embedding");
    ASSERT_TRUE(waitUntil([&] { return finished.count() + failures.count() == 1; }, 120000));
    ASSERT_EQ(finished.count(), 1) << failures[0][1].toString().toStdString();
    ASSERT_TRUE(waitUntil([&] { return m_window->details().retriever == "bert"; }));
    send("Who had a wooden leg?");
    ASSERT_TRUE(waitUntil([&] { return !conversation().isBusy(); }, 120000));
    EXPECT_EQ(last().state, ChatEntry::State::Done) << last().problem.toStdString();
    EXPECT_FALSE(last().report.search.results.empty());
}

} // namespace
} // namespace memlong::test

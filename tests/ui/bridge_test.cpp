// The bridge between the window and the services: order, pausing, stopping, failures.
#include <atomic>
#include <future>
#include <thread>

#include <QFile>
#include <QSettings>
#include <QSignalSpy>

#include "tests/ui/fake_session.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/conversation.h"
#include "ui/bridge/desktop_settings.h"
#include "ui/bridge/ingest_queue.h"
#include "ui/bridge/model_downloads.h"
#include "ui/bridge/reencoder.h"
#include "ui/bridge/session_catalog.h"
#include "ui/bridge/single_instance.h"
#include "ui/bridge/text.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;
using State = IngestItem::State;

const QString kBooks = QStringLiteral("books");

class BridgeTest : public UiTest {
protected:
    static std::string shortText() {
        return "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower. "
               "In winter the supply boat came once a month.";
    }
};

TEST_F(BridgeTest, jobThread_shortJobsGoFirstWhereALongOneYields) {
    std::vector<std::string> order;
    std::atomic<bool> begun = false, done = false, go = false;
    JobThread thread;
    thread.post(JobThread::Kind::Long, [&](const std::stop_token& stop) {
        begun = true;
        while (!go)
            std::this_thread::yield();
        order.push_back("long begins");
        thread.yield([] { return false; }, stop);
        order.push_back("long ends");
    });
    while (!begun)
        std::this_thread::yield();
    thread.post(JobThread::Kind::Long, [&](const std::stop_token&) {
        order.push_back("second long");
        done = true;
    });
    thread.post(JobThread::Kind::Short, [&](const std::stop_token&) { order.push_back("short"); });
    go = true;
    while (!done)
        std::this_thread::yield();
    EXPECT_EQ(order, (std::vector<std::string>{"long begins", "short", "long ends", "second long"}));
}

TEST_F(BridgeTest, jobThread_pausedYield_waitsForWakeOrStop) {
    std::atomic<bool> paused = true, waiting = false;
    std::atomic<int> ended = 0;
    JobThread thread;
    const auto job = [&](const std::stop_token& stop) {
        waiting = true;
        thread.yield([&] { return paused.load(); }, stop);
        ++ended;
    };
    thread.post(JobThread::Kind::Long, job);
    while (!waiting)
        std::this_thread::yield();
    std::atomic<bool> answered = false;
    thread.post(JobThread::Kind::Short, [&](const std::stop_token&) { answered = true; });
    while (!answered)
        std::this_thread::yield();
    EXPECT_EQ(ended, 0);
    paused = false;
    thread.wake();
    while (ended == 0)
        std::this_thread::yield();
    paused = true;
    waiting = false;
    std::stop_source stop = thread.post(JobThread::Kind::Long, job);
    while (!waiting)
        std::this_thread::yield();
    stop.request_stop();
    while (ended == 1)
        std::this_thread::yield();
}

TEST_F(BridgeTest, jobThread_endsWhilePaused) {
    std::atomic<bool> waiting = false;
    {
        JobThread thread;
        thread.post(JobThread::Kind::Long, [&](const std::stop_token& stop) {
            waiting = true;
            thread.yield([] { return true; }, stop);
        });
        while (!waiting)
            std::this_thread::yield();
    }
    SUCCEED();
}

TEST_F(BridgeTest, ask_whileABookIsRead_answersBeforeTheBookIsDone) {
    makeSession("books", shortText());
    Engine engine(options());
    IngestQueue queue(engine);
    Conversation conversation(engine);
    conversation.open(kBooks);
    queue.addPaths(kBooks, {sampleBookText()});
    ASSERT_TRUE(waitUntil(
        [&] { return !queue.items().empty() && queue.items()[0].stage == QStringLiteral("encoding"); }));
    queue.setPaused(true); // so that the answer cannot come after the last batch
    conversation.ask(QStringLiteral("Who kept bees?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_TRUE(queue.isBusy(kBooks));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Done);
    EXPECT_FALSE(conversation.entries().back().report.quotes.empty());
    queue.setPaused(false);
    ASSERT_TRUE(waitUntil([&] { return !queue.isBusy(); }));
    EXPECT_EQ(queue.items()[0].state, State::Ready);
    EXPECT_GT(queue.items()[0].chunks, 300);
}

TEST_F(BridgeTest, queue_cancelOneOfABatch_othersGoOn) {
    makeSession("books", shortText());
    writeFile(m_folder / "b.txt", "The boat came once a month. Bees hummed.");
    Engine engine(options());
    IngestQueue queue(engine);
    queue.setPaused(true);
    queue.addPaths(kBooks, {sampleBookText(), toQt(m_folder / "b.txt")});
    ASSERT_TRUE(waitUntil([&] { return queue.items().size() == 2; }));
    queue.setPaused(false);
    ASSERT_TRUE(waitUntil([&] { return queue.items()[0].state == State::Reading; }));
    queue.cancel(queue.items()[0].key);
    ASSERT_TRUE(waitUntil([&] { return !queue.isBusy(); }));
    EXPECT_EQ(queue.items()[0].state, State::Cancelled);
    EXPECT_EQ(queue.items()[1].state, State::Ready);
    queue.retry(queue.items()[0].key); // goes on where it stopped
    ASSERT_TRUE(waitUntil([&] { return !queue.isBusy(); }));
    EXPECT_EQ(queue.items()[0].state, State::Ready);
}

TEST_F(BridgeTest, queue_encryptedDocument_takesItsPassword) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs/encrypted");
    makeSession("books", shortText());
    Engine engine(options());
    IngestQueue queue(engine);
    queue.addPaths(kBooks, {toQt(folder)});
    ASSERT_TRUE(waitUntil([&] { return !queue.items().empty() && !queue.isBusy(); }));
    const auto encrypted = std::ranges::find(queue.items(), State::Encrypted, &IngestItem::state);
    ASSERT_NE(encrypted, queue.items().end());
    EXPECT_FALSE(encrypted->problem.isEmpty());
    const quint64 key = encrypted->key;
    queue.retry(key, QStringLiteral("not this one"));
    ASSERT_TRUE(waitUntil([&] { return !queue.isBusy(); }));
    EXPECT_EQ(queue.item(key)->state, State::Encrypted);
}

// As the window does for a document of an earlier run.
TEST_F(BridgeTest, queue_pathWithItsPassword_isRead) {
    MEMLONG_TEST_DATA_OR_SKIP(file, "pdfs/encrypted/encryption_aes-128.pdf");
    makeSession("books", shortText());
    Engine engine(options());
    IngestQueue queue(engine);
    queue.addPaths(kBooks, {toQt(file)}, QStringLiteral("foo"));
    ASSERT_TRUE(waitUntil([&] { return !queue.items().empty() && !queue.isBusy(); }));
    EXPECT_NE(queue.items()[0].state, State::Encrypted) << queue.items()[0].problem.toStdString();
    EXPECT_GT(queue.items()[0].pages, 0);
}

TEST_F(BridgeTest, conversation_keepsWhatIsStored_andRegeneratesInPlace) {
    makeSession("books", shortText());
    Engine engine(options());
    {
        Conversation conversation(engine);
        conversation.open(kBooks);
        for (const char* question : {"Who kept bees?", "When did the boat come?"}) {
            conversation.ask(QString::fromLatin1(question), {});
            ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
        }
        conversation.regenerate(1, {}); // of the first question: the second goes
        ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
        ASSERT_EQ(conversation.entries().size(), 2u);
        conversation.resend(0, QStringLiteral("Who was Ezra Poole?"), {});
        ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
        ASSERT_EQ(conversation.entries().size(), 2u);
    }
    Conversation again(engine);
    again.open(kBooks);
    ASSERT_TRUE(waitUntil([&] { return again.entries().size() == 2; }));
    EXPECT_EQ(again.entries()[0].text, QStringLiteral("Who was Ezra Poole?"));
    EXPECT_FALSE(again.entries()[1].report.quotes.empty());
    again.remove(0);
    Conversation empty(engine);
    empty.open(kBooks);
    QSignalSpy resets(&empty, &Conversation::reset);
    ASSERT_TRUE(waitUntil([&] { return resets.count() > 0; }));
    EXPECT_TRUE(empty.entries().empty());
}

TEST_F(BridgeTest, conversation_streamsAndStops_keepingHalfAnAnswer) {
    makeSession("books", shortText());
    FakeAnswers answers; // endless, since this machine may have no decoder
    Engine engine(options(), answers.opener());
    Conversation conversation(engine);
    conversation.open(kBooks);
    conversation.ask(QStringLiteral("Who kept bees?"), {});
    ASSERT_TRUE(waitUntil([&] { return conversation.entries().back().text.size() > 40; }));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Generating);
    EXPECT_FALSE(conversation.entries().back().text.contains(QChar::ReplacementCharacter));
    conversation.stop();
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Stopped);
    EXPECT_TRUE(conversation.entries().back().text.startsWith(QStringLiteral("Bees – 蜂")));
}

TEST_F(BridgeTest, conversation_failure_isShownInItsPlace) {
    makeSession("books", shortText());
    FakeAnswers answers;
    answers.failure = makeError(ErrorCode::OutOfMemory, "there is not enough memory");
    Engine engine(options(), answers.opener());
    Conversation conversation(engine);
    conversation.open(kBooks);
    conversation.ask(QStringLiteral("Who kept bees?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Failed);
    EXPECT_EQ(conversation.entries().back().problem, QStringLiteral("there is not enough memory"));
}

TEST_F(BridgeTest, conversation_failedAnswerThatIsStored_canBeAskedAgainAndDeleted) {
    makeSession("books", shortText());
    FakeAnswers answers;
    answers.failure = makeError(ErrorCode::OutOfMemory, "there is not enough memory");
    answers.storesFailures = true;
    Engine engine(options(), answers.opener());
    const auto stored = [&] {
        Conversation again(engine);
        again.open(kBooks);
        QSignalSpy resets(&again, &Conversation::reset);
        EXPECT_TRUE(waitUntil([&] { return resets.count() > 0; }));
        return again.entries().size();
    };
    Conversation conversation(engine);
    conversation.open(kBooks);
    for (const char* question : {"Who kept bees?", "When did the boat come?"}) {
        conversation.ask(QString::fromLatin1(question), {});
        ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    }
    for (const ChatEntry& entry : conversation.entries())
        EXPECT_NE(entry.id, 0);
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Failed);
    EXPECT_EQ(stored(), 4U);
    conversation.regenerate(1, {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(stored(), 2U);
    conversation.remove(0);
    EXPECT_EQ(stored(), 0U);
}

TEST_F(BridgeTest, conversation_failureBeforeAnythingIsStored_takesNoOtherMessagesPlace) {
    makeSession("books", shortText());
    {
        Engine engine(options());
        Conversation conversation(engine);
        conversation.open(kBooks);
        conversation.ask(QStringLiteral("Who kept bees?"), {});
        ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    }
    FakeAnswers answers;
    answers.failure = makeError(ErrorCode::OutOfMemory, "there is not enough memory");
    Engine engine(options(), answers.opener());
    Conversation conversation(engine);
    conversation.open(kBooks);
    ASSERT_TRUE(waitUntil([&] { return conversation.entries().size() == 2; }));
    conversation.ask(QStringLiteral("Who kept bees?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(conversation.entries()[2].id, 0);
    conversation.remove(2);
    Conversation again(engine);
    again.open(kBooks);
    EXPECT_TRUE(waitUntil([&] { return again.entries().size() == 2; }));
}

TEST_F(BridgeTest, queue_recognisesTextInTheLanguageChosen) {
    makeSession("books", shortText());
    writeFile(m_folder / "b.txt", "The boat came once a month. Bees hummed.");
    std::vector<std::string> languages; // the engine's thread writes while this one waits
    FakeAnswers answers;
    answers.onIngest = [&](const IngestOptions& options) {
        languages.push_back(options.ocr ? options.ocrLanguage : "none");
    };
    Engine engine(options(), answers.opener());
    IngestQueue queue(engine);
    QSignalSpy finished(&queue, &IngestQueue::finished);
    for (const char* language : {"", "deu+fra"}) {
        const auto before = finished.count();
        queue.setOcrLanguage(QString::fromLatin1(language));
        queue.addPaths(kBooks, {toQt(m_folder / "b.txt")}, {}, true);
        ASSERT_TRUE(waitUntil([&] { return finished.count() > before; }));
    }
    EXPECT_EQ(languages, (std::vector<std::string>{"eng", "deu+fra"}));
}

TEST_F(BridgeTest, engine_endsWhileAnAnswerIsMade) {
    makeSession("books", shortText());
    FakeAnswers answers;
    auto engine = std::make_unique<Engine>(options(), answers.opener());
    auto conversation = std::make_unique<Conversation>(*engine);
    conversation->open(kBooks);
    conversation->ask(QStringLiteral("Who kept bees?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation->entries().back().text.isEmpty(); }));
    conversation.reset();
    engine.reset();
    SUCCEED();
}

TEST_F(BridgeTest, catalog_deleteAndUndo) {
    makeSession("books", shortText());
    Engine engine(options());
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    QSignalSpy trashed(&catalog, &SessionCatalog::trashed), restored(&catalog, &SessionCatalog::restored);
    catalog.trash(kBooks);
    ASSERT_TRUE(waitUntil([&] { return trashed.count() == 1; }));
    catalog.restore(trashed[0][1].toString());
    ASSERT_TRUE(waitUntil([&] { return restored.count() == 1; }));
    EXPECT_EQ(restored[0][0].toString(), kBooks);
}

TEST_F(BridgeTest, catalog_nameThatIsTaken_isNotCreated) {
    makeSession("books", shortText());
    Engine engine(options());
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    QSignalSpy refused(&catalog, &SessionCatalog::notCreated), failures(&catalog, &SessionCatalog::failed);
    catalog.create(kBooks);
    ASSERT_TRUE(waitUntil([&] { return refused.count() == 1; }));
    EXPECT_EQ(refused[0][0].toString(), kBooks);
    EXPECT_EQ(failures.count(), 1);
}

TEST_F(BridgeTest, catalog_sessionInUseByTheQueue_isNotRenamedOrDeleted) {
    makeSession("books", shortText());
    Engine engine(options());
    IngestQueue queue(engine);
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    queue.addPaths(kBooks, {sampleBookText()});
    ASSERT_TRUE(waitUntil(
        [&] { return !queue.items().empty() && queue.items()[0].stage == QStringLiteral("encoding"); }));
    queue.setPaused(true);
    QSignalSpy failures(&catalog, &SessionCatalog::failed);
    catalog.rename(kBooks, QStringLiteral("other"));
    ASSERT_TRUE(waitUntil([&] { return failures.count() == 1; }));
    EXPECT_TRUE(failures[0][0].toString().contains(kBooks));
    queue.cancelAll(kBooks);
    ASSERT_TRUE(waitUntil([&] { return !queue.isBusy(); }));
}

TEST_F(BridgeTest, catalog_wholeSessions_goOnInTheBackground) {
    makeSession("books", shortText());
    Engine engine(options());
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    QSignalSpy exported(&catalog, &SessionCatalog::exported), imported(&catalog, &SessionCatalog::imported),
        duplicated(&catalog, &SessionCatalog::duplicated);
    catalog.exportArchive(kBooks, toQt(m_folder / "books.memlong"));
    ASSERT_EQ(tasks.tasks().size(), 1U);
    EXPECT_TRUE(tasks.tasks()[0].title.contains(kBooks));
    ASSERT_TRUE(waitUntil([&] { return exported.count() == 1; }));
    EXPECT_TRUE(tasks.tasks().empty());
    EXPECT_TRUE(std::filesystem::exists(m_folder / "books.memlong"));
    catalog.importArchive(toQt(m_folder / "books.memlong"));
    catalog.duplicate(kBooks);
    EXPECT_EQ(tasks.tasks().size(), 2U);
    ASSERT_TRUE(waitUntil([&] { return imported.count() == 1 && duplicated.count() == 1; }));
    EXPECT_NE(imported[0][0], duplicated[0][0]);
}

TEST_F(BridgeTest, catalog_exportThatFails_saysWhyAndEndsItsTask) {
    makeSession("books", shortText());
    Engine engine(options());
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    QSignalSpy failures(&catalog, &SessionCatalog::failed);
    catalog.exportArchive(kBooks, toQt(m_folder / "missing/books.memlong"));
    ASSERT_TRUE(waitUntil([&] { return failures.count() == 1; }));
    EXPECT_TRUE(failures[0][0].toString().contains(QStringLiteral("missing")));
    EXPECT_TRUE(tasks.tasks().empty());
}

TEST_F(BridgeTest, catalog_cancelledCopy_saysNothingAndLeavesNothing) {
    makeSession("books", shortText());
    Engine engine(options());
    BackgroundTasks tasks(engine);
    SessionCatalog catalog(engine, tasks);
    QSignalSpy failures(&catalog, &SessionCatalog::failed), exported(&catalog, &SessionCatalog::exported);
    // Nothing of it has begun when it is cancelled: the thread is busy with this.
    std::promise<void> release = occupyCopier(engine, &tasks);
    catalog.exportArchive(kBooks, toQt(m_folder / "books.memlong"));
    tasks.cancel(tasks.tasks()[0].id);
    EXPECT_TRUE(tasks.tasks()[0].stopping);
    // Lists and pages do not wait for copies.
    QSignalSpy listed(&catalog, &SessionCatalog::listed);
    catalog.refresh();
    EXPECT_TRUE(waitUntil([&] { return listed.count() == 1; }));
    release.set_value();
    ASSERT_TRUE(waitUntil([&] { return tasks.tasks().empty(); }));
    EXPECT_EQ(failures.count() + exported.count(), 0);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "books.memlong"));
}

TEST_F(BridgeTest, reencoder_otherRetriever_oldOneAnswersMeanwhileAndTheNewOneAfterwards) {
    makeSession("books", readText(sourceFolder() / "resources/sample/treasure_island.txt").substr(0, 200000));
    // Another retriever of the built-in kind, as if a new version of the program had brought it.
    const auto models = m_folder / "newer/models";
    std::filesystem::create_directories(models);
    for (const char* name : {"tokenizer", "retriever"})
        std::filesystem::copy(sourceFolder() / "resources/models" / name, models / name);
    std::string weights = readText(models / "retriever/model.safetensors");
    weights[weights.size() / 2] = static_cast<char>(weights[weights.size() / 2] ^ 1);
    writeFile(models / "retriever/model.safetensors", weights);
    ApplicationOptions newer = options();
    newer.resourcesFolder = m_folder / "newer";

    Engine engine(newer);
    BackgroundTasks tasks(engine);
    Reencoder reencoder(engine, tasks);
    QSignalSpy finished(&reencoder, &Reencoder::finished), cancelled(&reencoder, &Reencoder::cancelled),
        failures(&reencoder, &Reencoder::failed);
    Conversation conversation(engine);
    conversation.open(kBooks);
    conversation.ask(QStringLiteral("Who lived at the Admiral Benbow?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Failed); // embeddings of the older one

    reencoder.complete(kBooks);
    ASSERT_EQ(tasks.tasks().size(), 1U);
    ASSERT_TRUE(waitUntil([&] { return tasks.tasks().empty() || tasks.tasks()[0].progress.done > 0; }));
    reencoder.cancel();
    ASSERT_TRUE(waitUntil([&] { return !reencoder.isBusy(); }));
    EXPECT_EQ(failures.count(), 0);
    ASSERT_EQ(cancelled.count() + finished.count(), 1);
    if (cancelled.count() == 1) {
        // The old embeddings are all there for the old retriever.
        auto before = Application::open(options());
        ASSERT_TRUE(before);
        auto session = before->openSession("books", false);
        ASSERT_TRUE(session);
        EXPECT_TRUE((*session)->search("Who lived at the Admiral Benbow?", {}));
        reencoder.complete(kBooks);
        ASSERT_TRUE(waitUntil([&] { return !reencoder.isBusy(); }));
        ASSERT_EQ(finished.count(), 1);
    }
    conversation.ask(QStringLiteral("Who lived at the Admiral Benbow?"), {});
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_EQ(conversation.entries().back().state, ChatEntry::State::Done)
        << conversation.entries().back().problem.toStdString();
}

TEST_F(BridgeTest, singleInstance_secondStart_handsItsFilesOver) {
    SingleInstance second(QStringLiteral("/some/data"));
    EXPECT_FALSE(second.handOver({QStringLiteral("a.pdf")})); // nobody there yet
    SingleInstance first(QStringLiteral("/some/data"));
    ASSERT_TRUE(first.listen());
    QSignalSpy received(&first, &SingleInstance::pathsReceived);
    std::atomic<bool> taken = false, ended = false;
    std::thread other([&] { // as a process of its own would
        SingleInstance start(QStringLiteral("/some/data"));
        taken = start.handOver({QStringLiteral("/tmp/ä b.pdf")});
        ended = true;
    });
    EXPECT_TRUE(waitUntil([&] { return ended.load(); }));
    other.join();
    EXPECT_TRUE(taken);
    ASSERT_EQ(received.count(), 1);
    EXPECT_EQ(received[0][0].toStringList(), QStringList{QStringLiteral("/tmp/ä b.pdf")});
}

TEST_F(BridgeTest, settings_saveThenLoad_roundTrip) {
    DesktopSettings settings;
    settings.answerMode = QStringLiteral("both");
    settings.retrieval = RetrievalMode::Bm25;
    settings.passages = 5;
    settings.temperature = 0.25;
    settings.theme = QStringLiteral("dark");
    settings.chunkTokens = 512;
    settings.save();
    EXPECT_EQ(DesktopSettings::load(), settings);
    EXPECT_EQ(settings.askOptions().mode, AnswerMode::Both);
    EXPECT_EQ(settings.askOptions().search.k, 5);
}

TEST_F(BridgeTest, settings_fontThatNobodyCouldRead_isTheDesktops) {
    for (const int size : {1, 6}) {
        QSettings().setValue(QStringLiteral("program/fontSize"), size);
        EXPECT_EQ(DesktopSettings::load().fontSize, 0) << size;
    }
    QSettings().setValue(QStringLiteral("program/fontSize"), 7);
    EXPECT_EQ(DesktopSettings::load().fontSize, 7);
    QSettings().clear();
}

TEST_F(BridgeTest, modelDownload_withoutAServer_failsWithItsAddressAndLeavesNothing) {
    Engine engine(options());
    DownloadServer server;
    server.address = "http://127.0.0.1:1"; // nobody listens there
    ModelDownloads downloads(engine, server);
    QSignalSpy failed(&downloads, &ModelDownloads::failed);
    QSignalSpy listed(&downloads, &ModelDownloads::listed);
    downloads.list({"acme/tiny", "main", ""});
    ASSERT_TRUE(waitUntil([&] { return !failed.empty(); }));
    EXPECT_TRUE(failed[0][0].toString().contains(QStringLiteral("127.0.0.1")))
        << fromQt(failed[0][0].toString());
    EXPECT_TRUE(listed.empty());
    EXPECT_FALSE(downloads.underWay());
    downloads.start({"acme/tiny", "main", ""});
    ASSERT_TRUE(downloads.underWay());
    EXPECT_EQ(downloads.underWay()->request.repository, "acme/tiny");
    ASSERT_TRUE(waitUntil([&] { return failed.size() == 2; }));
    EXPECT_FALSE(downloads.underWay());
    QSignalSpy unfinished(&downloads, &ModelDownloads::unfinishedFound);
    downloads.findUnfinished();
    ASSERT_TRUE(waitUntil([&] { return !unfinished.empty(); }));
    EXPECT_TRUE(unfinished[0][0].value<std::vector<DownloadRequest>>().empty());
}

} // namespace
} // namespace memlong::test

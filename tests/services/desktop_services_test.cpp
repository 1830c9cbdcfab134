// What the desktop program needs beyond the terminal's commands.
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

std::string shortText() {
    return "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower. "
           "In winter the supply boat came once a month.";
}

class DesktopServicesTest : public ServicesTest {
protected:
    static AskReport ask(Session& session, const std::string& question) {
        auto report = session.ask(question, {}, {}, {});
        if (!report)
            throw std::runtime_error(report.error().message);
        return std::move(*report);
    }
};

TEST_F(DesktopServicesTest, createSession_isListedAndTakesItsFirstDocument) {
    Application app = application();
    ASSERT_TRUE(app.createSession("books"));
    EXPECT_EQ(app.createSession("books").error().code, ErrorCode::InvalidArgument);
    ASSERT_EQ(app.sessions()->size(), 1u);
    const auto books = app.openSession("books", false);
    ASSERT_TRUE(books);
    EXPECT_TRUE((*books)->details());
    EXPECT_TRUE((*books)->messages()->empty());
    EXPECT_TRUE((*books)->memory()->empty());
    writeFile(m_folder / "a.txt", shortText());
    IngestOptions options;
    options.chunkTokens = 512;
    ingest(**books, m_folder / "a.txt", options);
    EXPECT_EQ((*books)->details()->chunkTokens, 512);
    EXPECT_FALSE(ask(**books, "Who kept bees?").quotes.empty());
}

TEST_F(DesktopServicesTest, duplicateSession_copiesDocumentsAndConversation) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    ask(*books, "Who kept bees?");
    EXPECT_EQ(app.duplicateSession("none", "", {}, {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(app.duplicateSession("books", "books", {}, {}).error().code, ErrorCode::InvalidArgument);
    const auto name = app.duplicateSession("books", "", {}, {});
    ASSERT_TRUE(name) << name.error().message;
    EXPECT_EQ(*name, "books-2");
    const auto copy = session(app, *name);
    EXPECT_EQ(copy->messages()->size(), 2u);
    expectSound(*copy);
    ASSERT_TRUE(copy->removeMessagesFrom(copy->messages()->front().id));
    EXPECT_EQ(books->messages()->size(), 2u); // its own from now on
}

TEST_F(DesktopServicesTest, trashSession_thenRestore_bringsEverythingBack) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    ingest(*session(app), m_folder / "a.txt");
    const auto trashed = app.trashSession("books");
    ASSERT_TRUE(trashed) << trashed.error().message;
    EXPECT_TRUE(app.sessions()->empty());
    ASSERT_TRUE(app.createSession("books")); // the name is free again
    const auto restored = app.restoreSession(*trashed);
    ASSERT_TRUE(restored);
    EXPECT_EQ(*restored, "books-2");
    EXPECT_FALSE(ask(*session(app, *restored), "Who kept bees?").quotes.empty());
    EXPECT_EQ(app.restoreSession(*trashed).error().code, ErrorCode::NotFound);
    EXPECT_EQ(app.restoreSession("../sessions/books").error().code, ErrorCode::NotFound);
}

TEST_F(DesktopServicesTest, emptyTrash_removesWhatIsOldOnly) {
    Application app = application();
    ASSERT_TRUE(app.createSession("books"));
    const auto trashed = app.trashSession("books");
    ASSERT_TRUE(trashed);
    std::filesystem::create_directories(m_folder / "data/trash/1000-old one");
    std::filesystem::create_directories(m_folder / "data/trash/of somebody else");
    ASSERT_TRUE(app.emptyTrash(30));
    EXPECT_FALSE(std::filesystem::exists(m_folder / "data/trash/1000-old one"));
    EXPECT_TRUE(std::filesystem::exists(m_folder / "data/trash/of somebody else"));
    EXPECT_TRUE(app.restoreSession(*trashed));
}

TEST_F(DesktopServicesTest, messages_giveTheConversationWithItsEvidence) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    const AskReport asked = ask(*books, "Who kept bees?");
    ask(*books, "When did the boat come?");
    const auto messages = session(app)->messages(); // another connection
    ASSERT_TRUE(messages) << messages.error().message;
    ASSERT_EQ(messages->size(), 4u);
    EXPECT_TRUE(messages->at(0).fromUser);
    EXPECT_EQ(messages->at(0).text, "Who kept bees?");
    const AskReport& stored = messages->at(1).answer;
    EXPECT_EQ(stored.search.query, "Who kept bees?");
    ASSERT_EQ(stored.search.results.size(), asked.search.results.size());
    EXPECT_EQ(stored.search.results[0].text, asked.search.results[0].text);
    EXPECT_EQ(stored.search.results[0].title, "a");
    ASSERT_EQ(stored.quotes.size(), asked.quotes.size());
    for (std::size_t i = 0; i < asked.quotes.size(); ++i) {
        EXPECT_EQ(stored.quotes[i].text, asked.quotes[i].text);
        EXPECT_EQ(stored.quotes[i].charBegin, asked.quotes[i].charBegin);
    }
}

TEST_F(DesktopServicesTest, messages_documentRemoved_keepQuotesWithoutTheChunks) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    const AskReport asked = ask(*books, "Who kept bees?");
    ASSERT_TRUE(books->removeDocument(books->details()->documents[0].id));
    const auto messages = books->messages();
    ASSERT_TRUE(messages) << messages.error().message;
    EXPECT_TRUE(messages->at(1).answer.search.results.at(0).text.empty());
    EXPECT_EQ(messages->at(1).answer.quotes.at(0).text, asked.quotes[0].text);
}

TEST_F(DesktopServicesTest, removeMessage_questionTakesItsAnswerAlong) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    for (const char* question : {"Who kept bees?", "When did the boat come?", "What was behind the tower?"})
        ask(*books, question);
    const auto before = books->messages();
    ASSERT_TRUE(books->removeMessage(before->at(2).id));
    auto left = books->messages();
    ASSERT_EQ(left->size(), 4u);
    EXPECT_EQ(left->at(2).text, "What was behind the tower?");
    ASSERT_TRUE(books->removeMessage(left->at(1).id)); // an answer alone
    ASSERT_EQ(books->messages()->size(), 3u);
    ASSERT_TRUE(books->removeMessagesFrom(left->at(2).id));
    EXPECT_EQ(books->messages()->size(), 1u);
    expectSound(*books);
}

TEST_F(DesktopServicesTest, ask_betweenTwoBatchesOfAnIngest_answersOverWhatIsThere) {
    Application app = application();
    const auto books = session(app);
    int answered = 0;
    std::size_t quotes = 0;
    const auto onProgress = [&](const IngestProgress& progress) {
        if (progress.progress.stage != "encoding" || answered == 3)
            return;
        ++answered;
        quotes += ask(*books, "Who lived at the Admiral Benbow inn?").quotes.size();
        EXPECT_GT(books->details()->chunks, 0);
    };
    const auto report = books->ingest({sampleBookText()}, {}, onProgress, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(answered, 3);
    EXPECT_GT(quotes, 0u);
    EXPECT_EQ(report->documents[0].outcome, IngestedDocument::Outcome::Added);
    EXPECT_EQ(books->messages()->size(), 6u);
    expectSound(*books);
    EXPECT_FALSE(ask(*books, "What did Jim hear in the apple barrel?").quotes.empty());
}

TEST_F(DesktopServicesTest, ask_withoutKeeping_leavesTheConversationAsItIs) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    AskOptions options;
    options.keep = false;
    const auto report = books->ask("Who kept bees?", options, {}, {});
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->quotes.empty());
    EXPECT_EQ(report->answerMessage, 0);
    EXPECT_TRUE(books->messages()->empty());
}

TEST_F(DesktopServicesTest, ingest_tellsOfEachDocumentAsItIsDone) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    writeFile(m_folder / "b.txt", "");
    std::vector<IngestedDocument> told;
    IngestOptions options;
    options.onDocument = [&](const IngestedDocument& document) { told.push_back(document); };
    const auto report =
        session(app)->ingest({m_folder / "none", m_folder / "a.txt", m_folder / "b.txt"}, options, {}, {});
    ASSERT_TRUE(report);
    ASSERT_EQ(told.size(), 3u);
    EXPECT_EQ(told[0].code, ErrorCode::NotFound);
    EXPECT_EQ(told[1].outcome, IngestedDocument::Outcome::Added);
    EXPECT_EQ(told[2].outcome, IngestedDocument::Outcome::Failed);
}

TEST_F(DesktopServicesTest, listDocuments_givesTheReadableFilesOfAFolder) {
    std::filesystem::create_directories(m_folder / "shelf/deep");
    writeFile(m_folder / "shelf/a.txt", shortText());
    writeFile(m_folder / "shelf/deep/b.md", "# Bees");
    writeFile(m_folder / "shelf/.hidden.txt", shortText());
    const auto found = listDocuments(m_folder / "shelf");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->size(), 2u);
    EXPECT_EQ(listDocuments(m_folder / "none").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong::test

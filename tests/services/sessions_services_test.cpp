#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

std::string shortText() {
    return "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower. "
           "In winter the supply boat came once a month.";
}

TEST_F(ServicesTest, openSession_unknown_namesThoseThereAre) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    ingest(*session(app, "my books"), m_folder / "a.txt");
    const auto missing = app.openSession("other", false);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("my books"), std::string::npos);
}

TEST_F(ServicesTest, openSession_badName_isRefused) {
    Application app = application();
    for (const char* name : {"", "..", ".hidden", "a/b", "a\nb", "a\\b", " a", "\xFF"}) {
        const auto opened = app.openSession(name, true);
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_TRUE(app.openSession("Bücher 2. Regal_ü-ж", true));
}

TEST_F(ServicesTest, newSession_beforeItsFirstIngest_isEmptyAndLeavesNothing) {
    Application app = application();
    const auto books = session(app);
    EXPECT_EQ(books->search("anything", {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(books->ask("anything", {}, {}, {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(books->details().error().code, ErrorCode::NotFound);
    EXPECT_TRUE(app.sessions()->empty());
    EXPECT_FALSE(std::filesystem::exists(m_folder / "data/sessions/books"));
}

TEST_F(ServicesTest, renameAndDelete_moveAndRemoveTheFolder) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    ingest(*session(app, "one"), m_folder / "a.txt");
    ingest(*session(app, "two"), m_folder / "a.txt");
    EXPECT_EQ(app.renameSession("one", "two").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(app.renameSession("none", "three").error().code, ErrorCode::NotFound);
    ASSERT_TRUE(app.renameSession("one", "three"));
    EXPECT_TRUE(session(app, "three")->search("Who kept bees?", {}));
    ASSERT_TRUE(app.deleteSession("two"));
    EXPECT_EQ(app.deleteSession("two").error().code, ErrorCode::NotFound);
    const auto left = app.sessions();
    ASSERT_EQ(left->size(), 1u);
    EXPECT_EQ(left->front().name, "three");
    EXPECT_GT(left->front().tokens, 0);
}

TEST_F(ServicesTest, sessions_oneIsDamaged_listsItWithItsProblem) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    ingest(*session(app, "good"), m_folder / "a.txt");
    std::filesystem::create_directories(m_folder / "data/sessions/bad");
    writeFile(m_folder / "data/sessions/bad/session.db", "this is no database");
    const auto list = app.sessions();
    ASSERT_TRUE(list) << list.error().message;
    ASSERT_EQ(list->size(), 2u);
    EXPECT_FALSE(list->at(0).problem.empty());
    EXPECT_TRUE(list->at(1).problem.empty());
}

TEST_F(ServicesTest, exportThenImport_roundTrip) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    ASSERT_TRUE(books->exportTo(m_folder / "books.memlong", {}, {}));
    const auto name = app.importSession(m_folder / "books.memlong", "", {}, {});
    ASSERT_TRUE(name) << name.error().message;
    EXPECT_EQ(*name, "books-2");
    const auto imported = session(app, *name);
    EXPECT_EQ(imported->search("Who kept bees?", {})->results.at(0).text,
              books->search("Who kept bees?", {})->results.at(0).text);
    expectSound(*imported);
    EXPECT_EQ(app.importSession(m_folder / "books.memlong", "books", {}, {}).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(ServicesTest, otherRetriever_isRefusedWithTheWayOut) {
    {
        Application app = application();
        writeFile(m_folder / "a.txt", shortText());
        ingest(*session(app), m_folder / "a.txt");
    }
    // As if another version of the program had made it.
    Application app = application();
    const auto models = m_folder / "other/models";
    std::filesystem::create_directories(models);
    for (const char* name : {"tokenizer", "retriever"})
        std::filesystem::copy(sourceFolder() / "resources/models" / name, models / name);
    std::string weights = readText(models / "retriever/model.safetensors");
    weights[weights.size() / 2] = static_cast<char>(weights[weights.size() / 2] ^ 1);
    writeFile(models / "retriever/model.safetensors", weights);
    ApplicationOptions options = optionsFor(m_folder / "data");
    options.resourcesFolder = m_folder / "other";
    auto other = Application::open(options);
    ASSERT_TRUE(other);
    const auto books = session(*other);
    const auto refused = books->search("Who kept bees?", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(refused.error().message.find("session reencode"), std::string::npos) << refused.error().message;
    SearchOptions words;
    words.retrieval = RetrievalMode::Bm25;
    EXPECT_TRUE(books->search("Who kept bees?", words));

    const auto reencoded = books->reencode({}, {});
    ASSERT_TRUE(reencoded) << reencoded.error().message;
    EXPECT_TRUE(books->search("Who kept bees?", {}));
    EXPECT_FALSE(session(app)->search("Who kept bees?", {}));
    expectSound(*books);
}

TEST_F(ServicesTest, changedByTwoProgramsInTurns_everythingIsStillFound) {
    writeFile(m_folder / "a.txt", shortText());
    writeFile(m_folder / "b.txt", "The harbour master was called Ada Quill. She painted ships.");
    writeFile(m_folder / "c.txt", "The baker of the village was Otto Lamm.");
    SearchOptions dense;
    dense.retrieval = RetrievalMode::Dense;
    Application first = application(), second = application();
    const auto here = session(first);
    ingest(*here, m_folder / "a.txt");
    ingest(*here, m_folder / "c.txt");
    ASSERT_TRUE(here->search("Who kept bees?", dense)); // its index is in memory from now on
    ingest(*session(second), m_folder / "b.txt");
    ASSERT_TRUE(here->removeDocument(here->details()->documents.at(1).id));
    ASSERT_TRUE(here->search("Who kept bees?", dense));

    Application third = application();
    const auto found = session(third)->search("Who painted ships?", dense);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->results.size(), 2u);
}

TEST_F(ServicesTest, madeByAnotherProgramMeanwhile_keepsItsChunks) {
    writeFile(m_folder / "a.txt", shortText());
    writeFile(m_folder / "b.txt", "The harbour master was called Ada Quill.");
    Application first = application(), second = application(), third = application();
    const auto slow = session(first), same = session(third); // before there is one
    IngestOptions large;
    large.chunkTokens = 512;
    ingest(*session(second), m_folder / "a.txt", large);
    const auto refused = slow->ingest({m_folder / "b.txt"}, {}, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    ingest(*same, m_folder / "b.txt", large);
    EXPECT_EQ(same->details()->documents.size(), 2u);
    expectSound(*same);
}

TEST_F(ServicesTest, longestName_canBeExportedDuplicatedAndDeleted) {
    std::string name;
    for (int i = 0; i < 80; ++i)
        name += "書"; // 240 bytes
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app, name);
    ingest(*books, m_folder / "a.txt");
    ASSERT_TRUE(books->exportTo(m_folder / (name + ".memlong"), {}, {}));
    const auto copy = app.duplicateSession(name, "copy", {}, {});
    ASSERT_TRUE(copy) << copy.error().message;
    const auto deleted = app.deleteSession(name);
    EXPECT_TRUE(deleted) << deleted.error().message;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(m_folder / "data/sessions"), {}), 1);
}

TEST_F(ServicesTest, sessionOfAnOlderVersion_isListedWithTheRemedyAndDuplicated) {
    Application app = application();
    std::filesystem::create_directories(m_folder / "data/sessions");
    std::filesystem::copy(sourceFolder() / "tests/formats/session_v1", m_folder / "data/sessions/old",
                          std::filesystem::copy_options::recursive);
    EXPECT_NE(app.sessions()->at(0).problem.find("old version 1"), std::string::npos)
        << app.sessions()->at(0).problem;
    const auto copy = app.duplicateSession("old", "", {}, {});
    ASSERT_TRUE(copy) << copy.error().message;
    EXPECT_TRUE(app.sessions()->at(0).problem.empty());
}

TEST_F(ServicesTest, missingSource_isShownAndLosesNothing) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    std::filesystem::remove(m_folder / "a.txt");
    EXPECT_EQ(books->details()->documents.at(0).status, "unavailable");
    EXPECT_FALSE(books->search("Who kept bees?", {})->results.empty());
}

TEST_F(ServicesTest, clearConversation_forgetsMessages) {
    Application app = application();
    writeFile(m_folder / "a.txt", shortText());
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    ASSERT_TRUE(books->ask("Who kept bees?", {}, {}, {}));
    EXPECT_EQ(books->details()->messages, 2);
    ASSERT_TRUE(books->clearConversation());
    EXPECT_EQ(books->details()->messages, 0);
}

} // namespace
} // namespace memlong::test

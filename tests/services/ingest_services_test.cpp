#include <algorithm>
#include <stop_token>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/documents/document.h"
#include "storage/session_store.h"
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

using Outcome = IngestedDocument::Outcome;
using testing::HasSubstr;

/// Some 40 chunks of text.
std::string manySentences() {
    std::string text;
    for (int i = 0; i < 1200; ++i)
        text += "Number " + std::to_string(i) + " of the sentences speaks of a lighthouse on island " +
                std::to_string(i * 7 % 101) + ".\n" + (i % 5 == 0 ? "\n" : "");
    return text;
}

TEST_F(ServicesTest, ingest_text_storesChunksAndTellsThem) {
    Application app = application();
    const auto books = session(app);
    const IngestReport report = ingest(*books, sampleBookText());
    ASSERT_EQ(report.documents.size(), 1u);
    EXPECT_EQ(report.documents[0].outcome, Outcome::Added);
    EXPECT_GT(report.chunks, 300);
    const auto details = books->details();
    ASSERT_TRUE(details) << details.error().message;
    EXPECT_EQ(details->chunks, report.chunks);
    EXPECT_EQ(details->tokens, report.tokens);
    EXPECT_EQ(details->documents.at(0).status, "ready");
    EXPECT_EQ(details->retriever, "builtin");
    expectSound(*books);
}

TEST_F(ServicesTest, ingest_again_doesNothing) {
    Application app = application();
    const auto books = session(app);
    writeFile(m_folder / "a.txt", manySentences());
    const IngestReport first = ingest(*books, m_folder / "a.txt");
    std::filesystem::copy_file(m_folder / "a.txt", m_folder / "copy.txt");
    for (const char* name : {"a.txt", "copy.txt"}) {
        const IngestReport again = ingest(*books, m_folder / name);
        EXPECT_EQ(again.documents.at(0).outcome, Outcome::AlreadyThere);
        EXPECT_EQ(again.documents.at(0).chunks, first.chunks);
        EXPECT_EQ(again.chunks, 0);
    }
    EXPECT_EQ(books->details()->chunks, first.chunks);
}

TEST_F(ServicesTest, ingest_aCopy_leavesThePathOfTheFirstWhileThatIsThere) {
    Application app = application();
    const auto books = session(app);
    const std::string text = "The lighthouse keeper was called Ezra Poole.";
    writeFile(m_folder / "a.txt", text);
    writeFile(m_folder / "b.txt", text);
    ingest(*books, m_folder / "a.txt");
    const auto path = [&] { return books->details()->documents.at(0).path; };
    ingest(*books, m_folder / "b.txt");
    EXPECT_EQ(path(), (m_folder / "a.txt").string());
    ASSERT_TRUE(books->ingestText(text, "standard input", {}, {}, {}));
    EXPECT_EQ(path(), (m_folder / "a.txt").string());
    std::filesystem::remove(m_folder / "a.txt");
    ingest(*books, m_folder / "b.txt");
    EXPECT_EQ(path(), (m_folder / "b.txt").string());
    EXPECT_EQ(books->details()->documents.size(), 1u);
}

TEST_F(ServicesTest, ingest_changedFile_saysThatTheOlderVersionIsThereToo) {
    Application app = application();
    const auto books = session(app);
    writeFile(m_folder / "a.txt", "The king of Zembla is named Charles.");
    EXPECT_TRUE(ingest(*books, m_folder / "a.txt").documents.at(0).problem.empty());
    writeFile(m_folder / "a.txt", "The king of Zembla is named Kinbote now.");
    const IngestReport changed = ingest(*books, m_folder / "a.txt");
    EXPECT_NE(changed.documents.at(0).problem.find("remove-document"), std::string::npos);
    auto documents = books->details()->documents;
    ASSERT_EQ(documents.size(), 2u);
    EXPECT_EQ(documents[0].status, "unavailable");
    EXPECT_NE(documents[0].problem.find("older version"), std::string::npos);
    EXPECT_EQ(documents[1].status, "ready");

    writeFile(m_folder / "a.txt", "The king of Zembla is named Charles."); // back again
    ingest(*books, m_folder / "a.txt");
    documents = books->details()->documents;
    EXPECT_EQ(documents[0].status, "ready");
    EXPECT_TRUE(documents[0].problem.empty());
    EXPECT_EQ(documents[1].status, "unavailable");
}

TEST_F(ServicesTest, ingest_pipe_isRefusedWithoutReadingIt) {
    Application app = application();
    const auto books = session(app);
    ASSERT_EQ(::mkfifo((m_folder / "pipe").c_str(), 0600), 0);
    const IngestReport report = ingest(*books, m_folder / "pipe");
    EXPECT_EQ(report.documents.at(0).outcome, IngestedDocument::Outcome::Failed);
    EXPECT_NE(report.documents.at(0).problem.find("pipe"), std::string::npos);
}

TEST_F(ServicesTest, ingest_cancelled_keepsWhatWasCommittedAndGoesOn) {
    const std::filesystem::path book = sampleBookText();
    std::int64_t whole = 0;
    {
        Application app = application();
        whole = ingest(*session(app, "whole"), book).chunks;
    }
    Application app = application();
    const auto books = session(app);
    std::stop_source stop;
    int commits = 0;
    const auto report = books->ingest(
        {book}, {},
        [&](const IngestProgress& progress) {
            if (progress.progress.stage == "encoding" && ++commits == 2)
                stop.request_stop();
        },
        stop.get_token());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->cancelled);
    EXPECT_EQ(report->documents.at(0).outcome, Outcome::Cancelled);
    EXPECT_GT(report->chunks, 0);
    EXPECT_LT(report->chunks, whole);
    EXPECT_EQ(books->details()->chunks, report->chunks);
    EXPECT_EQ(books->details()->documents.at(0).status, "reading");

    Application later = application();
    const auto again = session(later);
    const IngestReport rest = ingest(*again, book);
    EXPECT_EQ(rest.documents.at(0).outcome, Outcome::Resumed);
    EXPECT_EQ(rest.chunks, whole - report->chunks);
    EXPECT_EQ(rest.documents.at(0).chunks, whole);
    EXPECT_EQ(again->details()->documents.at(0).status, "ready");
    expectSound(*again);
}

TEST_F(ServicesTest, ingest_onlyBadSources_reportsThemAndMakesNoSession) {
    Application app = application();
    const auto books = session(app);
    writeFile(m_folder / "empty.txt", "");
    writeFile(m_folder / "photo.pdf", "\xFF\xD8\xFF\xE0 JFIF not a PDF at all");
    writeFile(m_folder / "blank.txt", "  \n\n \t \n");
    const auto report = books->ingest(
        {m_folder / "empty.txt", m_folder / "photo.pdf", m_folder / "missing.txt", m_folder / "blank.txt"},
        {}, {}, {});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->documents.size(), 4u);
    for (const IngestedDocument& document : report->documents) {
        EXPECT_EQ(document.outcome, Outcome::Failed) << document.path;
        EXPECT_NE(document.problem.find(std::filesystem::path(document.path).filename().string()),
                  std::string::npos)
            << document.problem;
    }
    EXPECT_EQ(report->documents[2].code, ErrorCode::NotFound);
    EXPECT_EQ(report->chunks, 0);
}

TEST_F(ServicesTest, ingest_badAndGoodSources_recordsBoth) {
    Application app = application();
    const auto books = session(app);
    writeFile(m_folder / "a-photo.pdf", "\xFF\xD8\xFF\xE0 JFIF not a PDF at all");
    writeFile(m_folder / "b.txt", manySentences());
    const auto report = books->ingest({m_folder / "a-photo.pdf", m_folder / "b.txt"}, {}, {}, {});
    ASSERT_TRUE(report) << report.error().message;
    const auto details = books->details();
    ASSERT_EQ(details->documents.size(), 2u);
    EXPECT_EQ(std::ranges::count(details->documents, "failed", &DocumentSummary::status), 1);
    EXPECT_EQ(std::ranges::count(details->documents, "ready", &DocumentSummary::status), 1);
    // Fixed, the source is read.
    writeFile(m_folder / "a-photo.pdf", manySentences() + "The end.");
    EXPECT_EQ(ingest(*books, m_folder / "a-photo.pdf").documents.at(0).outcome, Outcome::Added);
    expectSound(*books);
}

TEST_F(ServicesTest, ingest_encryptedPdf_wantsItsPassword) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs/encrypted");
    Application app = application();
    const auto books = session(app);
    int encrypted = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".pdf")
            continue;
        const IngestReport report = ingest(*books, file.path());
        encrypted += report.documents.at(0).outcome == Outcome::Encrypted;
    }
    EXPECT_GT(encrypted, 0);
}

std::filesystem::path pdfWithoutUnicodeMap() {
    return sourceFolder() / "tests/documents/fixtures/no_unicode_map.pdf";
}

bool canRecogniseText() {
    OpenOptions options;
    options.ocr = true;
    return openDocument(pdfWithoutUnicodeMap(), options).has_value();
}

/// As a program leaves a document that is killed before its last commit.
void interrupt(const std::filesystem::path& sessionFolder) {
    auto store = SessionStore::open(sessionFolder);
    ASSERT_TRUE(store) << store.error().message;
    DocumentRow row = store->documents()->at(0);
    row.status = DocumentStatus::Reading;
    ASSERT_TRUE(store->updateDocument(row));
}

TEST_F(ServicesTest, ingest_pdfWithUnusableText_saysWhichPagesAndWhatToDo) {
    Application app = application();
    const auto books = session(app);
    for (int round = 0; round < 2; ++round) {
        const IngestedDocument document = ingest(*books, pdfWithoutUnicodeMap()).documents.at(0);
        EXPECT_EQ(document.outcome, Outcome::Scanned);
        EXPECT_THAT(document.problem, HasSubstr("no_unicode_map.pdf"));
        EXPECT_THAT(document.problem, HasSubstr("2 of 3 pages (1-2)"));
        EXPECT_THAT(document.problem, HasSubstr("--ocr"));
        EXPECT_EQ(document.chunks, 1) << "the page that can be read";
        EXPECT_EQ(books->details()->documents.at(0).status, "scanned");
    }
    const auto found = books->search("copy a sentence", {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->results.at(0).pageFirst, 3);
    expectSound(*books);
}

TEST_F(ServicesTest, ingest_pdfWithUnusableText_isCompletedWithRecognition) {
    if (!canRecogniseText())
        GTEST_SKIP() << "without tesseract";
    Application app = application();
    const auto books = session(app);
    ingest(*books, pdfWithoutUnicodeMap());
    IngestOptions options;
    options.ocr = true;
    const IngestedDocument document = ingest(*books, pdfWithoutUnicodeMap(), options).documents.at(0);
    EXPECT_EQ(document.outcome, Outcome::Added) << document.problem;
    EXPECT_EQ(books->details()->documents.size(), 1u);
    EXPECT_EQ(books->details()->documents.at(0).status, "ready");
    const auto found = books->search("Where was the brass telescope?", {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_THAT(found->results.at(0).text, HasSubstr("with the brass telescope across his knees"));
    EXPECT_EQ(ingest(*books, pdfWithoutUnicodeMap(), options).documents.at(0).outcome, Outcome::AlreadyThere);
    expectSound(*books);
}

TEST_F(ServicesTest, ingest_interruptedWhileRecognisingText_goesOnRecognising) {
    if (!canRecogniseText())
        GTEST_SKIP() << "without tesseract";
    std::int64_t chunks = 0;
    {
        Application app = application();
        IngestOptions options;
        options.ocr = true;
        chunks = ingest(*session(app), pdfWithoutUnicodeMap(), options).chunks;
    }
    interrupt(m_folder / "data/sessions/books");
    Application app = application();
    const auto books = session(app);
    const IngestedDocument document = ingest(*books, pdfWithoutUnicodeMap()).documents.at(0);
    EXPECT_EQ(document.outcome, Outcome::Resumed) << document.problem;
    EXPECT_EQ(document.chunks, chunks);
    EXPECT_EQ(books->details()->documents.at(0).status, "ready");
    EXPECT_THAT(books->search("telescope", {})->results.at(0).text, HasSubstr("telescope"));
}

TEST_F(ServicesTest, ingest_readyPdfWithPagesWithoutText_canBeReadAgainWithRecognition) {
    if (!canRecogniseText())
        GTEST_SKIP() << "without tesseract";
    {
        Application app = application();
        ingest(*session(app), pdfWithoutUnicodeMap());
    }
    {
        auto store = SessionStore::open(m_folder / "data/sessions/books");
        ASSERT_TRUE(store);
        DocumentRow row = store->documents()->at(0);
        row.status = DocumentStatus::Ready; // as if most of its pages were good
        row.pageProblems = {{1, "has no text layer; try --ocr"}};
        ASSERT_TRUE(store->updateDocument(row));
    }
    Application app = application();
    const auto books = session(app);
    EXPECT_EQ(ingest(*books, pdfWithoutUnicodeMap()).documents.at(0).outcome, Outcome::AlreadyThere);
    IngestOptions options;
    options.ocr = true;
    EXPECT_EQ(ingest(*books, pdfWithoutUnicodeMap(), options).documents.at(0).outcome, Outcome::Added);
    EXPECT_THAT(books->search("telescope", {})->results.at(0).text, HasSubstr("telescope"));
}

TEST_F(ServicesTest, ingest_interruptedEncryptedPdf_goesOnWithItsPassword) {
    MEMLONG_TEST_DATA_OR_SKIP(file, "pdfs/encrypted/encryption_aes-128.pdf");
    IngestOptions options;
    options.password = "foo";
    std::int64_t chunks = 0;
    {
        Application app = application();
        const auto books = session(app);
        chunks = ingest(*books, file, options).chunks;
        ASSERT_GT(chunks, 0);
        EXPECT_EQ(ingest(*books, file).documents.at(0).outcome, Outcome::AlreadyThere)
            << "its password is not needed any more";
    }
    interrupt(m_folder / "data/sessions/books");
    Application app = application();
    const auto books = session(app);
    const IngestedDocument locked = ingest(*books, file).documents.at(0);
    EXPECT_EQ(locked.outcome, Outcome::Encrypted);
    EXPECT_THAT(locked.problem, HasSubstr("--password"));
    EXPECT_EQ(books->details()->documents.at(0).status, "encrypted");
    EXPECT_EQ(books->details()->chunks, chunks) << "what was stored stays";
    const IngestedDocument rest = ingest(*books, file, options).documents.at(0);
    EXPECT_EQ(rest.outcome, Outcome::Resumed);
    EXPECT_EQ(rest.chunks, chunks);
    EXPECT_EQ(books->details()->documents.at(0).status, "ready");
    expectSound(*books);
}

TEST_F(ServicesTest, ingestText_isAChunkedDocument) {
    Application app = application();
    const auto books = session(app);
    const auto report = books->ingestText(manySentences(), "clipboard", {}, {}, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->documents.at(0).title, "clipboard");
    EXPECT_EQ(books->ingestText(manySentences(), "clipboard", {}, {}, {})->documents.at(0).outcome,
              Outcome::AlreadyThere);
}

TEST_F(ServicesTest, ingest_readOnlyDataFolder_isAClearError) {
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may write everywhere";
    std::filesystem::create_directories(m_folder / "data");
    std::filesystem::permissions(m_folder / "data",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    Application app = application();
    writeFile(m_folder / "a.txt", manySentences());
    const auto report = session(app)->ingest({m_folder / "a.txt"}, {}, {}, {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Io);
    EXPECT_NE(report.error().message.find("--data-dir"), std::string::npos);
}

TEST_F(ServicesTest, removeDocument_takesItsChunksOutOfTheSearch) {
    Application app = application();
    const auto books = session(app);
    writeFile(m_folder / "a.txt", "The password of the vault is marmalade. " + manySentences());
    const Id id = ingest(*books, m_folder / "a.txt").documents.at(0).id;
    writeFile(m_folder / "b.txt", "Nothing but rain fell on the moor that year.");
    ingest(*books, m_folder / "b.txt");
    ASSERT_TRUE(books->removeDocument(id));
    const auto found = books->search("What is the password of the vault?", {});
    ASSERT_TRUE(found) << found.error().message;
    for (const SearchResult& result : found->results)
        EXPECT_NE(result.document, id);
    EXPECT_EQ(books->removeDocument(id).error().code, ErrorCode::NotFound);
    expectSound(*books);
}

} // namespace
} // namespace memlong::test

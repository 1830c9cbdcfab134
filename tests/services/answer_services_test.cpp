// With a tiny decoder of random weights: what it says is noise, how it comes about is not.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/utf8.h"
#include "engine/runtime/runtime.h"
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

class AnswerTest : public ServicesTest {
protected:
    void SetUp() override {
        if (const auto runtime = openTorchRuntime({}); !runtime)
            GTEST_SKIP() << runtime.error().message;
        Application app = application();
        const auto made = app.randomModel("tiny", 7, "f32", "tiny", {}, {});
        ASSERT_TRUE(made) << made.error().message;
        EXPECT_EQ(made->kind, "decoder");
        std::string text;
        for (int i = 0; i < 300; ++i)
            text += "Keeper number " + std::to_string(i) + " of the lighthouse on island " +
                    std::to_string(i * 7 % 101) + " was fond of marmalade and kept " + std::to_string(i % 9) +
                    " bees. ";
        writeFile(m_folder / "a.txt", text);
    }
    static AskOptions options(AnswerMode mode) {
        AskOptions options;
        options.mode = mode;
        options.maxTokens = 12;
        options.seed = 5;
        options.search.k = 3;
        return options;
    }
};

TEST_F(AnswerTest, ask_streamsInEveryMode) {
    Application app = application("tiny");
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    for (const AnswerMode mode : {AnswerMode::Memory, AnswerMode::Context, AnswerMode::Both}) {
        std::string streamed;
        AskEvents events;
        events.onText = [&](const std::string& piece) { streamed += piece; };
        const auto report = books->ask("Who was fond of marmalade?", options(mode), events, {});
        ASSERT_TRUE(report) << report.error().message;
        EXPECT_EQ(streamed, report->answer);
        EXPECT_EQ(report->model, "tiny");
        EXPECT_FALSE(report->stopped);
        EXPECT_GE(report->quotes.size(), 1u);
        if (mode == AnswerMode::Context) {
            EXPECT_TRUE(report->parts.empty());
            continue;
        }
        ASSERT_FALSE(report->parts.empty());
        EXPECT_EQ(report->parts.back().end, static_cast<int>(countCodePoints(report->answer)));
        for (const AttendedPart& part : report->parts)
            for (const auto& [chunk, share] : part.shares)
                EXPECT_TRUE(std::ranges::any_of(report->search.results, [&](const SearchResult& result) {
                    return result.chunk == chunk;
                }));
        for (const SearchResult& result : report->search.results) {
            EXPECT_FALSE(result.attention.empty());
            for (const auto& [layer, share] : result.attention) {
                EXPECT_TRUE(std::isfinite(share));
                EXPECT_GE(share, 0.0);
                EXPECT_LE(share, 1.0);
            }
        }
    }
    expectSound(*books);
}

TEST_F(AnswerTest, ingest_encodesAndReopeningDoesNotEncodeAgain) {
    {
        Application app = application("tiny");
        const auto books = session(app);
        ingest(*books, m_folder / "a.txt");
        for (const MemoryChunkInfo& chunk : chunksOf(*books))
            EXPECT_TRUE(chunk.hasKv) << chunk.chunk;
        EXPECT_GT(books->details()->bank.residentTokens, 0u);
        EXPECT_EQ(books->details()->decoder, "tiny");
    }
    std::map<std::filesystem::path, std::filesystem::file_time_type> written;
    for (const auto& file : std::filesystem::directory_iterator(m_folder / "data/sessions/books/kv"))
        written[file.path()] = std::filesystem::last_write_time(file.path());
    ASSERT_FALSE(written.empty());
    Application app = application(); // the session knows its decoder
    const auto books = session(app);
    EXPECT_GT(books->details()->bank.residentTokens, 0u);
    const auto report = books->ask("Who was fond of marmalade?", options(AnswerMode::Memory), {}, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->model, "tiny");
    for (const auto& [path, time] : written)
        EXPECT_EQ(std::filesystem::last_write_time(path), time) << path;
    EXPECT_GT(books->details()->bank.residentBytes, 0u);
}

TEST_F(AnswerTest, sessionMadeWithoutDecoder_isEncodedOnTheSpotAndKept) {
    {
        Application app = application();
        // Imported, but not asked for, would be the default: this session is made before there is one.
        std::filesystem::rename(m_folder / "data/models/tiny", m_folder / "aside");
        ingest(*session(app), m_folder / "a.txt");
        std::filesystem::rename(m_folder / "aside", m_folder / "data/models/tiny");
    }
    Application app = application("tiny");
    const auto books = session(app);
    EXPECT_FALSE(chunksOf(*books).front().hasKv);
    const auto report = books->ask("Who was fond of marmalade?", options(AnswerMode::Memory), {}, {});
    ASSERT_TRUE(report) << report.error().message;
    std::set<Id> retrieved;
    for (const SearchResult& result : report->search.results)
        retrieved.insert(result.chunk);
    for (const MemoryChunkInfo& chunk : chunksOf(*books)) {
        if (!retrieved.contains(chunk.chunk))
            continue;
        EXPECT_TRUE(chunk.hasKv);
        EXPECT_TRUE(chunk.resident);
    }
    ASSERT_TRUE(books->reencode({}, {}));
    for (const MemoryChunkInfo& chunk : chunksOf(*books))
        EXPECT_TRUE(chunk.hasKv) << chunk.chunk;
    expectSound(*books);
}

TEST_F(AnswerTest, damagedKeysAndValues_areMendedByReencoding) {
    Application app = application("tiny");
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    const auto file = m_folder / "data/sessions/books/kv/1.kv";
    std::string bytes = readText(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    writeFile(file, bytes);
    EXPECT_FALSE(books->verify({}, {})->empty());
    ASSERT_TRUE(books->reencode({}, {}));
    expectSound(*books);
}

TEST_F(AnswerTest, modelByARelativePath_isFoundFromEverywhere) {
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::rename(m_folder / "data/models/tiny", m_folder / "my-model");
    std::filesystem::current_path(m_folder.path());
    {
        Application app = application("./my-model");
        ingest(*session(app), m_folder / "a.txt");
    }
    std::filesystem::current_path(before);
    Application app = application(); // the session knows its decoder
    const auto report = session(app)->ask("Who was fond of marmalade?", options(AnswerMode::Memory), {}, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_GT(report->tokens, 0);
}

TEST_F(AnswerTest, importModel_keepsTheDotsOfTheFoldersName) {
    std::filesystem::rename(m_folder / "data/models/tiny", m_folder / "Small-2.5B");
    Application app = application();
    Application::ImportRequest request;
    request.source = m_folder / "Small-2.5B";
    const auto entry = app.importModel(request, {}, {});
    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(entry->name, "Small-2.5B");
}

TEST_F(AnswerTest, reencodeCancelled_keepsTheOldAndGoesOnLater) {
    const auto missing = [](Session& books) {
        return std::ranges::count(chunksOf(books), false, &MemoryChunkInfo::hasKv);
    };
    {
        Application app = application("tiny");
        ingest(*session(app), m_folder / "a.txt");
        ASSERT_TRUE(app.randomModel("tiny", 8, "f32", "other", {}, {}));
    }
    {
        Application app = application("other");
        const auto books = session(app);
        std::stop_source stop;
        const auto cancelled =
            books->reencode([&](const IngestProgress&) { stop.request_stop(); }, stop.get_token());
        ASSERT_FALSE(cancelled);
        EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
        const auto left = missing(*books);
        EXPECT_GT(left, 0);
        EXPECT_LT(left, static_cast<std::ptrdiff_t>(chunksOf(*books).size())); // what was done is kept
        ASSERT_TRUE(books->ask("Who was fond of marmalade?", options(AnswerMode::Memory), {}, {}));
        std::uint64_t total = 0;
        ASSERT_TRUE(books->reencode([&](const IngestProgress& p) { total = p.progress.total; }, {}));
        EXPECT_LE(total, static_cast<std::uint64_t>(left)); // it went on where it stopped
        EXPECT_EQ(missing(*books), 0);
        expectSound(*books);
    }
    Application app = application("tiny");
    const auto books = session(app);
    ASSERT_TRUE(books->ask("Who was fond of marmalade?", options(AnswerMode::Memory), {}, {}));
    EXPECT_EQ(missing(*books), 0); // nothing of the first one's went
}

TEST_F(AnswerTest, longConversation_movesIntoMemoryAndStaysSearchable) {
    Application app = application("tiny");
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    AskOptions chat = options(AnswerMode::Memory);
    chat.useHistory = true;
    chat.maxTokens = 8;
    std::string filler = "My grandmother's parrot was called Aristophanes. ";
    for (int i = 0; i < 20; ++i)
        filler += "It could say the number " + std::to_string(i) + ". ";
    bool moved = false;
    for (int i = 0; i < 12 && !moved; ++i) {
        const auto report = books->ask(filler + std::to_string(i), chat, {}, {});
        ASSERT_TRUE(report) << report.error().message;
        moved = report->notice.find("memory") != std::string::npos;
    }
    ASSERT_TRUE(moved);
    const auto found = books->search("What was my grandmother's parrot called?", {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->results.at(0).title, "conversation");
    expectSound(*books);
    AskOptions quotes = options(AnswerMode::Memory);
    quotes.quotesOnly = true;
    const auto quoted = books->ask("What was my grandmother's parrot called?", quotes, {}, {});
    ASSERT_TRUE(quoted) << quoted.error().message;
    int ofDocuments = 0;
    for (const SearchResult& result : quoted->search.results)
        ofDocuments += result.title == "conversation" ? 0 : 1;
    EXPECT_EQ(ofDocuments, quotes.search.k) << "the conversation took the place of documents";
    for (const Quote& quote : quoted->quotes)
        EXPECT_NE(quote.title, "conversation") << quote.text;
    ASSERT_TRUE(books->clearConversation());
    EXPECT_NE(books->search("What was my grandmother's parrot called?", {})->results.at(0).title,
              "conversation");
    expectSound(*books);
}

TEST_F(AnswerTest, stop_endsTheAnswerAndKeepsWhatWasSaid) {
    Application app = application("tiny");
    const auto books = session(app);
    ingest(*books, m_folder / "a.txt");
    AskOptions asked = options(AnswerMode::Memory);
    asked.maxTokens = 2000;
    std::stop_source stop;
    AskEvents events;
    events.onText = [&](const std::string&) { stop.request_stop(); };
    const auto report = books->ask("Who was fond of marmalade?", asked, events, stop.get_token());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->stopped);
    EXPECT_LT(report->tokens, 2000);
}

TEST_F(AnswerTest, unknownModel_isNotFound) {
    Application app = application("no-such-model");
    const auto books = session(app);
    const auto report = books->ingest({m_folder / "a.txt"}, {}, {}, {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::NotFound);
    EXPECT_NE(report.error().message.find("tiny"), std::string::npos) << report.error().message;
}

TEST_F(AnswerTest, importModel_namesOfTheProgram_areRefused) {
    auto app = application();
    for (const char* name : {"builtin", "retriever", "none"}) {
        Application::ImportRequest request;
        request.source = sourceFolder() / "tests/golden/encoder/bert_mean";
        request.name = name;
        const auto imported = app.importModel(request, {}, {});
        ASSERT_FALSE(imported) << name;
        EXPECT_EQ(imported.error().code, ErrorCode::InvalidArgument);
    }
}

TEST_F(AnswerTest, importModel_badFolder_leavesNothing) {
    Application app = application();
    std::filesystem::create_directories(m_folder / "broken");
    std::filesystem::copy(m_folder / "data/models/tiny", m_folder / "broken",
                          std::filesystem::copy_options::recursive);
    for (const auto& file : std::filesystem::directory_iterator(m_folder / "broken"))
        if (file.path().extension() == ".safetensors")
            std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
    Application::ImportRequest request;
    request.source = m_folder / "broken";
    EXPECT_FALSE(app.importModel(request, {}, {}));
    EXPECT_FALSE(std::filesystem::exists(m_folder / "data/models/broken"));

    request.source = m_folder / "data/models/tiny";
    request.name = "copy";
    const auto imported = app.importModel(request, {}, {});
    ASSERT_TRUE(imported) << imported.error().message;
    EXPECT_GT(imported->parameters, 0u);
    EXPECT_EQ(app.importModel(request, {}, {}).error().code, ErrorCode::InvalidArgument);
    ASSERT_TRUE(app.removeModel("copy"));
    EXPECT_EQ(app.removeModel("builtin").error().code, ErrorCode::InvalidArgument);
    int left = 0;
    for (const auto& item : std::filesystem::directory_iterator(m_folder / "data/models"))
        left += item.path().filename().string().starts_with("copy") ||
                item.path().filename().string().starts_with(".making");
    EXPECT_EQ(left, 0);
}

} // namespace
} // namespace memlong::test

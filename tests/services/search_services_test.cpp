#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>

#include "engine/base/utf8.h"
#include "engine/runtime/runtime.h"
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

/// A session of the sample book. It is ingested once; every test gets a copy of the folder, which is all
/// there is to a session.
class SampleBook : public ServicesTest {
protected:
    void SetUp() override {
        static TemporaryFolder original;
        const auto folder = original / "sessions/books";
        if (!std::filesystem::exists(folder)) {
            auto app = Application::open(optionsFor(original.path()));
            ASSERT_TRUE(app);
            ingest(*session(*app), sampleBookPdf());
        }
        std::filesystem::create_directories(m_folder / "data/sessions");
        std::filesystem::copy(folder, m_folder / "data/sessions/books",
                              std::filesystem::copy_options::recursive);
        m_app.emplace(application());
        m_books = session(*m_app);
    }
    std::optional<Application> m_app;
    std::unique_ptr<Session> m_books;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string squeezed(const std::string& text) {
    std::string letters;
    for (const unsigned char c : text)
        if (c > ' ')
            letters += static_cast<char>(c);
    return letters;
}

/// What pdftotext reads on a page.
std::string pageText(int page) {
    const std::string command = "pdftotext -f " + std::to_string(page) + " -l " + std::to_string(page) +
                                " '" + sampleBookPdf().string() + "' - 2>/dev/null";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string text;
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr)
        text += buffer.data();
    if (pipe != nullptr)
        ::pclose(pipe);
    return text;
}

TEST_F(SampleBook, search_findsThePassage_inEveryMode) {
    for (const RetrievalMode mode : {RetrievalMode::Hybrid, RetrievalMode::Dense, RetrievalMode::Bm25}) {
        SearchOptions options;
        options.retrieval = mode;
        const auto found = m_books->search("What food did Ben Gunn dream of?", options);
        ASSERT_TRUE(found) << found.error().message;
        ASSERT_EQ(found->results.size(), 8u);
        if (mode != RetrievalMode::Dense) { // which goes by the topic, not by the word
            EXPECT_TRUE(
                std::ranges::any_of(found->results, [](const auto& r) { return holds(r.text, "cheese"); }));
        }
        for (std::size_t i = 0; i < found->results.size(); ++i) {
            const SearchResult& result = found->results[i];
            EXPECT_EQ(result.rank, static_cast<int>(i) + 1);
            EXPECT_GT(result.pageFirst, 0);
            EXPECT_EQ(countCodePoints(result.text), result.charEnd - result.charBegin);
            EXPECT_EQ(result.triggers, 0u);
            EXPECT_TRUE(result.denseScore || result.bm25Score);
            if (i > 0) {
                EXPECT_LE(result.score, found->results[i - 1].score);
            }
        }
    }
}

TEST_F(SampleBook, search_masked_passesThoseChunksOver) {
    SearchOptions options;
    const auto before = m_books->search("Who is Long John Silver?", options);
    ASSERT_TRUE(before);
    options.masked = {before->results[0].chunk, before->results[1].chunk};
    const auto after = m_books->search("Who is Long John Silver?", options);
    ASSERT_TRUE(after);
    for (const SearchResult& result : after->results)
        EXPECT_EQ(std::ranges::count(options.masked, result.chunk), 0);
}

TEST_F(SampleBook, search_emptyQuery_isRefused) {
    EXPECT_EQ(m_books->search("  ", {}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(SampleBook, ask_withoutDecoder_givesQuotesAndCountsTriggers) {
    AskOptions options;
    options.quotesOnly = true;
    bool evidence = false;
    AskEvents events;
    events.onEvidence = [&](const SearchReport& report, const std::vector<Quote>& quotes) {
        evidence = !report.results.empty() && !quotes.empty();
    };
    const auto first = m_books->ask("Who was Ben Gunn?", options, events, {});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_TRUE(evidence);
    EXPECT_EQ(first->mode, "quotes");
    EXPECT_TRUE(first->answer.empty());
    EXPECT_EQ(first->search.results.at(0).triggers, 1u);
    const auto second = m_books->ask("Who was Ben Gunn?", options, {}, {});
    EXPECT_EQ(second->search.results.at(0).triggers, 2u);
    EXPECT_EQ(m_books->details()->messages, 4);

    options.quotesOnly = false;
    const auto third = m_books->ask("Who was Ben Gunn?", options, {}, {});
    ASSERT_TRUE(third);
    EXPECT_TRUE(holds(third->notice, "memlong model import")) << third->notice;
    EXPECT_FALSE(holds(third->notice, "\n"));
}

TEST_F(SampleBook, quotes_areVerbatimWholeSentencesOnTheirPage) {
    if (pageText(5).empty())
        GTEST_SKIP() << "pdftotext is not installed";
    AskOptions options;
    options.quotesOnly = true;
    int checked = 0, onPage = 0;
    for (const char* question : {"Who was Ben Gunn?", "What did Jim find in the sea chest of the captain?",
                                 "Where was the treasure buried?", "What is the name of the schooner?",
                                 "What happened to Israel Hands?", "What did the parrot cry?"}) {
        const auto report = m_books->ask(question, options, {}, {});
        ASSERT_TRUE(report) << report.error().message;
        ASSERT_GE(report->quotes.size(), 3u);
        std::set<std::uint64_t> begins;
        for (const Quote& quote : report->quotes) {
            EXPECT_TRUE(begins.insert(quote.charBegin).second);
            EXPECT_EQ(countCodePoints(quote.text), quote.charEnd - quote.charBegin);
            // The page where it begins holds its first words.
            const std::string start = squeezed(quote.text).substr(0, 18);
            ++checked;
            onPage += holds(squeezed(pageText(quote.page)), start) ? 1 : 0;
            for (const SearchResult& result : report->search.results)
                if (result.chunk == quote.chunk && quote.charBegin >= result.charBegin &&
                    quote.charEnd <= result.charEnd) {
                    const auto begin = byteOffsetOfCodePoint(result.text, quote.charBegin - result.charBegin);
                    EXPECT_EQ(result.text.substr(begin, quote.text.size()), quote.text);
                }
        }
    }
    // A first word that the page breaks at a hyphen is the only thing that may differ.
    EXPECT_GE(onPage, checked - 1) << "of " << checked;
}

TEST_F(SampleBook, reopened_recomputesNothing) {
    const auto before = m_books->search("Who was Ben Gunn?", {});
    ASSERT_TRUE(before);
    m_books.reset();
    const auto index = m_folder / "data/sessions/books/index.faiss";
    const auto written = std::filesystem::last_write_time(index);
    Application app = application();
    const auto reopened = session(app);
    const auto after = reopened->search("Who was Ben Gunn?", {});
    ASSERT_TRUE(after) << after.error().message;
    ASSERT_EQ(after->results.size(), before->results.size());
    for (std::size_t i = 0; i < after->results.size(); ++i)
        EXPECT_EQ(after->results[i].chunk, before->results[i].chunk);
    EXPECT_EQ(std::filesystem::last_write_time(index), written);
}

TEST_F(SampleBook, indexFile_missingOrDamaged_isMadeAgain) {
    const auto index = m_folder / "data/sessions/books/index.faiss";
    const auto before = m_books->search("Who was Ben Gunn?", {});
    ASSERT_TRUE(before);
    for (const bool damaged : {false, true}) {
        if (damaged)
            std::filesystem::resize_file(index, std::filesystem::file_size(index) / 2);
        else
            std::filesystem::remove(index);
        Application app = application();
        const auto after = session(app)->search("Who was Ben Gunn?", {});
        ASSERT_TRUE(after) << after.error().message;
        ASSERT_EQ(after->results.size(), before->results.size());
        EXPECT_EQ(after->results[0].chunk, before->results[0].chunk);
        EXPECT_TRUE(std::filesystem::exists(index));
    }
}

TEST_F(SampleBook, memory_pinAndBudget) {
    const auto chunks = m_books->memory();
    ASSERT_TRUE(chunks) << chunks.error().message;
    EXPECT_EQ(static_cast<std::int64_t>(chunks->size()), m_books->details()->chunks);
    EXPECT_FALSE(chunks->front().snippet.empty());
    const Id chunk = chunks->front().chunk;
    ASSERT_TRUE(m_books->setPinned({chunk}, true));
    EXPECT_TRUE(m_books->memory()->front().pinned);
    EXPECT_EQ(m_books->setPinned({999999}, true).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(m_books->setBudget(1024));
    EXPECT_EQ(m_books->details()->bank.budgetTokens, 1024u);
    EXPECT_EQ(m_books->setBudget(10).error().code, ErrorCode::InvalidArgument);
}

TEST_F(SampleBook, reranker_ordersTheBest_andStaysWithTheSession) {
    const auto runtime = openTorchRuntime({.device = "cpu", .threads = 1});
    if (!runtime)
        GTEST_SKIP() << runtime.error().message;
    const auto folder = m_folder / "models/small";
    std::filesystem::create_directories(folder.parent_path());
    std::filesystem::copy(sourceFolder() / "tests/golden/encoder/bert_reranker", folder);
    const std::string question = "Who was Ben Gunn?";
    const auto searched = [&](const std::string& reranker, const SearchOptions& search = {}) {
        ApplicationOptions options = optionsFor(m_folder / "data");
        options.reranker = reranker;
        auto app = Application::open(options);
        return session(*app)->search(question, search);
    };
    const auto plain = searched({});
    ASSERT_TRUE(plain) << plain.error().message;
    EXPECT_EQ(plain->reranker, "");

    const auto found = searched(folder.string());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->reranker, "small");
    ASSERT_EQ(found->results.size(), plain->results.size());
    const auto reranker = (*runtime)->loadReranker(folder);
    ASSERT_TRUE(reranker);
    double before = 1e9;
    for (const SearchResult& result : found->results) {
        EXPECT_LE(result.score, before);
        before = result.score;
        EXPECT_NEAR(result.score, (*reranker)->score(question, std::span(&result.text, 1), {})->at(0), 1e-4);
    }
    const auto first = [](const Result<SearchReport>& report) { return report->results.at(0).chunk; };
    ASSERT_NE(first(found), first(plain)); // its weights are random

    EXPECT_EQ(first(searched({})), first(found)); // kept
    EXPECT_EQ(m_books->details()->reranker, folder.string());
    EXPECT_EQ(first(searched({}, {.rerank = false})), first(plain));
    EXPECT_EQ(searched({}, {.retrieval = RetrievalMode::Bm25})->reranker, "");

    std::filesystem::remove_all(folder);
    const auto gone = searched({});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
    EXPECT_TRUE(holds(gone.error().message, "--reranker none")) << gone.error().message;
    EXPECT_EQ(first(searched("none")), first(plain));
    EXPECT_EQ(first(searched({})), first(plain));
}

} // namespace
} // namespace memlong::test

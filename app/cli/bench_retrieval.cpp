#include "app/cli/bench_retrieval.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>

#include "app/cli/text_layout.h"
#include "app/services/stopwatch.h"
#include "engine/memory/vector_index.h"
#include "engine/text/chunker.h"

namespace memlong::cli {
namespace {

constexpr int kWordsOfRun = 6;
constexpr int kPassages = 32;
constexpr std::size_t kPassageBytes = 1100; // about 256 tokens of English
constexpr std::size_t kChunkedBytes = 1 << 20;
constexpr std::size_t kIngestedBytes = 128 << 10;

/// Row-major, every row of length 1.
std::vector<float> drawnRows(int rows, int dimension, std::mt19937& random) {
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(dimension));
    for (int row = 0; row < rows; ++row) {
        float* const begin =
            values.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(dimension);
        double square = 0;
        for (int i = 0; i < dimension; ++i) {
            begin[i] = normal(random);
            square += static_cast<double>(begin[i]) * begin[i];
        }
        const auto scale = static_cast<float>(1 / std::sqrt(std::max(square, 1e-12)));
        for (int i = 0; i < dimension; ++i)
            begin[i] *= scale;
    }
    return values;
}

} // namespace

BenchText::BenchText(const std::string& source) {
    std::istringstream words(source);
    std::string run;
    int count = 0;
    for (std::string word; words >> word;) {
        run += word;
        run += ' ';
        if (++count == kWordsOfRun) {
            m_runs.push_back(std::move(run));
            run.clear();
            count = 0;
        }
    }
}

std::string BenchText::draw(std::size_t bytes, std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    std::string text;
    while (text.size() < bytes)
        text += m_runs[random() % m_runs.size()];
    return text;
}

std::string BenchText::question(std::uint64_t seed) const {
    return draw(1, seed);
}

Result<BenchMeasure> embedMeasure(std::shared_ptr<Retriever> retriever, const BenchText& text) {
    std::vector<std::string> passages;
    for (int i = 0; i < kPassages; ++i)
        passages.push_back(text.draw(kPassageBytes, static_cast<std::uint64_t>(i)));
    BenchMeasure measure;
    measure.name = "embed";
    measure.unit = "passages/s";
    measure.setting = std::to_string(kPassages) + " passages of " + std::to_string(kPassageBytes) + " bytes";
    measure.model = retriever->name();
    measure.run = [retriever = std::move(retriever),
                   passages = std::move(passages)](std::stop_token stop) -> Result<BenchSample> {
        const Stopwatch watch;
        MEMLONG_TRY(retriever->embedPassages(passages, stop));
        return BenchSample{static_cast<double>(passages.size()), {watch.seconds(), 0, 0}};
    };
    return measure;
}

BenchMeasure denseMeasure(int dimension, int vectors, const std::shared_ptr<BenchRuntime>& runtime) {
    constexpr int kRowsAtOnce = 1000;
    std::mt19937 random(1);
    auto index = std::make_shared<VectorIndex>(dimension);
    for (int begin = 0; begin < vectors; begin += kRowsAtOnce) {
        const int count = std::min(kRowsAtOnce, vectors - begin);
        const std::vector<float> rows = drawnRows(count, dimension, random);
        for (int i = 0; i < count; ++i)
            index->add(begin + i, std::span(rows).subspan(static_cast<std::size_t>(i) * dimension,
                                                          static_cast<std::size_t>(dimension)));
    }
    BenchMeasure measure;
    measure.name = "dense";
    measure.unit = "questions/s";
    measure.setting =
        grouped(static_cast<std::uint64_t>(vectors)) + " vectors of " + std::to_string(dimension);
    if (runtime) {
        const auto meter = std::make_shared<RoofMeter>(
            runtime, "", 0, 0, static_cast<std::uint64_t>(vectors) * static_cast<std::uint64_t>(dimension));
        measure.roof = meter->roof();
        measure.measureRoof = [meter] { return meter->measure(); };
    }
    measure.run = [index, query = drawnRows(1, dimension, random), vectors,
                   dimension](std::stop_token) -> Result<BenchSample> {
        constexpr int kBest = 8;
        const Stopwatch watch;
        if (index->search(query, kBest).empty())
            return makeError(ErrorCode::Internal, "the search found nothing");
        return BenchSample{1, {watch.seconds(), 0, static_cast<double>(vectors) * dimension}};
    };
    return measure;
}

BenchMeasure chunkMeasure(std::shared_ptr<const Tokenizer> tokenizer, int chunkTokens,
                          const BenchText& text) {
    BenchMeasure measure;
    measure.name = "chunk";
    measure.unit = "MB/s";
    measure.setting = humanBytes(kChunkedBytes) + " of text in chunks of " + std::to_string(chunkTokens);
    Page page;
    page.number = 1;
    page.text = text.draw(kChunkedBytes, 1);
    measure.run = [tokenizer = std::move(tokenizer), chunkTokens,
                   page = std::move(page)](std::stop_token) -> Result<BenchSample> {
        const Stopwatch watch;
        Chunker chunker(tokenizer, chunkTokens);
        if (chunker.push(page).size() + chunker.finish().size() == 0)
            return makeError(ErrorCode::Internal, "the text gave no chunks");
        return BenchSample{static_cast<double>(page.text.size()) / 1e6, {watch.seconds(), 0, 0}};
    };
    return measure;
}

Result<std::unique_ptr<BenchSessions>> BenchSessions::open(ApplicationOptions options) {
    MEMLONG_ASSIGN(ScratchFolder folder, ScratchFolder::makeTemporary("memlong-bench-"));
    options.dataFolder = folder.path();
    std::unique_ptr<BenchSessions> sessions(new BenchSessions(std::move(folder)));
    options.model.clear();
    options.adapter.clear();
    options.retriever.clear();
    MEMLONG_ASSIGN(Application application, Application::open(std::move(options)));
    sessions->m_application = std::make_unique<Application>(std::move(application));
    return sessions;
}

BenchMeasure BenchSessions::ingestMeasure(int chunkTokens, const BenchText& text) {
    BenchMeasure measure;
    measure.name = "ingest";
    measure.unit = "tokens/s";
    measure.setting = humanBytes(kIngestedBytes) + " of text into a session";
    measure.model = "builtin";
    measure.run = [this, chunkTokens, &text](std::stop_token stop) -> Result<BenchSample> {
        const std::string name = "ingest-" + std::to_string(++m_ingested);
        std::string drawn = text.draw(kIngestedBytes, static_cast<std::uint64_t>(m_ingested));
        MEMLONG_ASSIGN(const auto session, m_application->openSession(name, true));
        IngestOptions options;
        options.chunkTokens = chunkTokens;
        const Stopwatch watch;
        MEMLONG_ASSIGN(const IngestReport report,
                       session->ingestText(std::move(drawn), name, options, nullptr, stop));
        if (report.cancelled)
            return makeError(ErrorCode::Cancelled, "");
        return BenchSample{static_cast<double>(report.tokens), {watch.seconds(), 0, 0}};
    };
    return measure;
}

Result<void> BenchSessions::fill(int chunks, const BenchText& text, const std::stop_token& stop) {
    MEMLONG_ASSIGN(m_searched, m_application->openSession("search", true));
    MEMLONG_ASSIGN(const IngestReport report,
                   m_searched->ingestText(text.draw(static_cast<std::size_t>(chunks) * kPassageBytes, 1),
                                          "search", {}, nullptr, stop));
    if (report.cancelled)
        return makeError(ErrorCode::Cancelled, "");
    m_searchedChunks = report.chunks;
    return {};
}

Result<BenchMeasure> BenchSessions::searchMeasure(const std::string& name, int chunks, int topK,
                                                  const BenchText& text, const std::stop_token& stop) {
    if (!m_searched)
        MEMLONG_TRY(fill(chunks, text, stop));
    BenchMeasure measure;
    measure.name = name;
    measure.unit = "questions/s";
    measure.setting = grouped(static_cast<std::uint64_t>(m_searchedChunks)) + " chunks of a session";
    SearchOptions options;
    options.k = topK;
    options.retrieval = name == "bm25" ? RetrievalMode::Bm25 : RetrievalMode::Hybrid;
    measure.run = [this, options, &text,
                   asked = std::uint64_t{0}](std::stop_token) mutable -> Result<BenchSample> {
        const std::string question = text.question(++asked);
        const Stopwatch watch;
        MEMLONG_TRY(m_searched->search(question, options));
        return BenchSample{1, {watch.seconds(), 0, 0}};
    };
    return measure;
}

} // namespace memlong::cli

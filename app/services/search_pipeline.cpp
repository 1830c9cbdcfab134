#include "app/services/search_pipeline.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_set>

#include "app/services/stopwatch.h"

namespace memlong {
namespace {

constexpr int kCandidates = 50; // of each kind, for fusion
constexpr std::size_t kMostLanguages = 3;
constexpr int kMostOfChat = 2; // beside the k of documents, whose place they never take

SearchResult resultOf(const ChunkRow& row, const DocumentRow* document) {
    SearchResult result;
    result.chunk = row.id;
    result.document = row.document;
    if (document != nullptr) {
        result.title = document->title;
        result.path = document->path;
    }
    result.pageFirst = row.firstPage;
    result.pageLast = row.lastPage;
    result.charBegin = row.charBegin;
    result.charEnd = row.charEnd;
    result.triggers = row.triggers;
    result.text = row.text;
    return result;
}

/// Of the best hit's document.
std::string languageOf(const std::vector<ChunkRow>& rows,
                       const std::unordered_map<Id, DocumentRow>& documents) {
    if (rows.empty())
        return {};
    const auto document = documents.find(rows.front().document);
    return document == documents.end() ? std::string() : document->second.language;
}

} // namespace

Result<const std::unordered_map<Id, DocumentRow>*> SearchPipeline::documents() {
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    const std::uint64_t generation = store->generation();
    if (m_documents.empty() || generation != m_documentsGeneration) {
        MEMLONG_ASSIGN(std::vector<DocumentRow> rows, store->documents());
        m_documents.clear();
        for (DocumentRow& row : rows)
            m_documents.emplace(row.id, std::move(row));
        m_documentsGeneration = generation;
    }
    return &m_documents;
}

/// Analysed as the documents were: once for each of the session's main languages.
Result<std::vector<std::string>> SearchPipeline::queryTerms(const std::string& query) {
    MEMLONG_ASSIGN(const auto* const known, documents());
    std::map<std::string, std::int64_t> chunksOf;
    for (const auto& [id, row] : *known)
        if (row.chunks > 0)
            chunksOf[row.language] += row.chunks;
    std::vector<std::pair<std::int64_t, std::string>> languages;
    for (const auto& [language, chunks] : chunksOf)
        languages.emplace_back(-chunks, language);
    std::ranges::sort(languages);
    if (languages.size() > kMostLanguages)
        languages.resize(kMostLanguages);
    std::vector<std::string> terms;
    std::unordered_set<std::string> seen;
    for (const auto& [chunks, language] : languages)
        for (std::string& term : questionTerms(query, language))
            if (seen.insert(term).second)
                terms.push_back(std::move(term));
    return terms;
}

Result<void> SearchPipeline::rerank(const std::string& query, std::vector<FusedChunk>& hits,
                                    const std::vector<ChunkRow>& rows, std::vector<std::size_t>& order,
                                    std::size_t count, SearchReport& report, std::stop_token stop) {
    MEMLONG_ASSIGN(const std::shared_ptr<Reranker> reranker, m_session.reranker());
    if (reranker == nullptr)
        return {};
    const Stopwatch watch;
    const std::span best = std::span(order).first(std::min(order.size(), count));
    std::vector<std::string> texts;
    for (const std::size_t i : best)
        texts.push_back(rows[i].text);
    MEMLONG_ASSIGN(const std::vector<float> scores, reranker->score(query, texts, std::move(stop)));
    for (std::size_t i = 0; i < best.size(); ++i)
        hits[best[i]].score = scores[i];
    std::ranges::stable_sort(best, std::ranges::greater(), [&](std::size_t i) { return hits[i].score; });
    report.reranker = reranker->name();
    report.rerankMs = watch.ms();
    return {};
}

Result<FoundChunks> SearchPipeline::search(const std::string& query, const SearchOptions& options,
                                           std::stop_token stop) {
    const Stopwatch total;
    FoundChunks found;
    found.report.query = query;
    if (query.find_first_not_of(" \t\r\n") == std::string::npos)
        return makeError(ErrorCode::InvalidArgument, "the question is empty");
    if (options.k < 1)
        return makeError(ErrorCode::InvalidArgument, "at least one passage has to be asked for (-k)");
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const auto* const known, documents());

    const int candidates = std::max(options.k, kCandidates);
    std::vector<RankedChunk> dense, bm25;
    float denseTrust = 1;
    if (options.retrieval != RetrievalMode::Bm25) {
        MEMLONG_ASSIGN(const auto retriever, m_session.retriever());
        MEMLONG_ASSIGN(const VectorIndex* const index, m_session.index().current(*store, *retriever));
        const Stopwatch embedding;
        MEMLONG_ASSIGN(const std::vector<float> embedded, retriever->embedQuery(query));
        found.report.embedMs = embedding.ms();
        denseTrust = retriever->coverage(query);
        for (const VectorHit& hit : index->search(embedded, candidates, options.masked))
            dense.push_back({hit.chunk, hit.score});
    }
    const Stopwatch searching;
    if (options.retrieval != RetrievalMode::Dense) {
        MEMLONG_ASSIGN(const std::vector<std::string> terms, queryTerms(query));
        if (!terms.empty()) {
            MEMLONG_ASSIGN(const std::vector<TextHit> hits,
                           store->searchText(terms, candidates, options.masked));
            for (const TextHit& hit : hits)
                bm25.push_back({hit.chunk, static_cast<float>(hit.score)});
        }
    }
    std::vector<FusedChunk> hits = fuse(dense, bm25);
    std::vector<RowId> ids;
    for (const FusedChunk& hit : hits)
        ids.push_back(hit.chunk);
    MEMLONG_ASSIGN(std::vector<ChunkRow> rows, store->chunks(ids));
    std::vector<std::size_t> order(hits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (options.retrieval == RetrievalMode::Hybrid) {
        std::vector<Candidate> texts;
        for (std::size_t i = 0; i < hits.size(); ++i)
            texts.push_back({hits[i], rows[i].text});
        const std::vector<float> scores = rankCandidates(query, texts, languageOf(rows, *known), denseTrust);
        for (std::size_t i = 0; i < hits.size(); ++i)
            hits[i].score = scores[i];
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        if (options.rerank)
            MEMLONG_TRY(rerank(query, hits, rows, order,
                               std::max(static_cast<std::size_t>(options.k + kMostOfChat), kReranked),
                               found.report, std::move(stop)));
    }
    int ofDocuments = 0, ofChat = 0;
    for (const std::size_t i : order) {
        if (ofDocuments == options.k)
            break;
        int& count = rows[i].isChat ? ofChat : ofDocuments;
        if (rows[i].isChat && ofChat == kMostOfChat)
            continue;
        ++count;
        const auto document = known->find(rows[i].document);
        SearchResult result = resultOf(rows[i], document == known->end() ? nullptr : &document->second);
        result.score = static_cast<double>(hits[i].score);
        if (hits[i].dense)
            result.denseScore = static_cast<double>(*hits[i].dense);
        if (hits[i].bm25)
            result.bm25Score = static_cast<double>(*hits[i].bm25);
        result.rank = static_cast<int>(found.report.results.size()) + 1;
        found.report.results.push_back(std::move(result));
        found.rows.push_back(std::move(rows[i]));
    }
    found.report.searchMs = searching.ms() - found.report.rerankMs;
    found.report.totalMs = total.ms();
    return found;
}

} // namespace memlong

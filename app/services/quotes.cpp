#include "app/services/quotes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "app/services/quote_passage.h"
#include "engine/retriever/question.h"

namespace memlong {
namespace {

constexpr std::size_t kMostEmbedded = 64; // sentences compared by meaning, the best by words
constexpr std::size_t kShortBytes = 25;   // headings and exclamations seldom answer anything
constexpr double kShortFactor = 0.5;
constexpr double kQuestionFactor = 0.8; // a sentence that asks itself
constexpr double kNameWeight = 1.8;     // of a name in the question against any other word
constexpr double kWordShare = 0.55, kMeaningShare = 0.3, kRankShare = 0.15;

struct Sentence {
    std::size_t passage = 0;
    TextRange range;
    std::unordered_set<std::string> terms;
    double words = 0, meaning = 0, score = 0;
};

/// To [0, 1] over all candidates.
void normalise(std::vector<Sentence>& candidates, double Sentence::*value) {
    double low = INFINITY, high = -INFINITY;
    for (const Sentence& candidate : candidates) {
        low = std::min(low, candidate.*value);
        high = std::max(high, candidate.*value);
    }
    for (Sentence& candidate : candidates)
        candidate.*value = high > low ? (candidate.*value - low) / (high - low) : 0;
}

/// Weighted overlap with the question; a term that most candidates share tells them apart little.
void scoreByWords(std::vector<Sentence>& candidates, const Question& question) {
    std::unordered_map<std::string, double> weights;
    const auto count = static_cast<double>(candidates.size());
    for (const std::string& term : question.terms) {
        const double weight = question.names.contains(term) ? kNameWeight : 1.0;
        const auto holders =
            std::ranges::count_if(candidates, [&](const auto& c) { return c.terms.contains(term); });
        weights[term] = weight * std::log(1.0 + count / (1.0 + static_cast<double>(holders)));
    }
    for (Sentence& candidate : candidates)
        for (const auto& [term, weight] : weights)
            if (candidate.terms.contains(term))
                candidate.words += weight;
}

Result<void> scoreByMeaning(std::vector<Sentence>& candidates, const std::vector<QuotePassage>& passages,
                            Retriever& retriever, const std::string& question) {
    std::ranges::stable_sort(candidates, [](const auto& a, const auto& b) { return a.words > b.words; });
    const std::size_t count = std::min(candidates.size(), kMostEmbedded);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        const auto [begin, end] = candidates[i].range;
        texts.push_back(passages[candidates[i].passage].text().substr(begin, end - begin));
    }
    MEMLONG_ASSIGN(const std::vector<Embeddings> rows, retriever.embedPassages(texts, {}));
    MEMLONG_ASSIGN(const std::vector<float> query, retriever.embedQuery(question));
    double lowest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = rows[i].row(0);
        for (std::size_t d = 0; d < query.size(); ++d)
            candidates[i].meaning += static_cast<double>(row[d]) * static_cast<double>(query[d]);
        lowest = i == 0 ? candidates[i].meaning : std::min(lowest, candidates[i].meaning);
    }
    for (std::size_t i = count; i < candidates.size(); ++i)
        candidates[i].meaning = lowest;
    return {};
}

} // namespace

Result<std::vector<Quote>> bestQuotes(const SessionStore& store, Retriever* retriever,
                                      const std::string& question, const FoundChunks& found,
                                      const std::string& language, const QuoteOptions& options) {
    std::vector<QuotePassage> passages;
    std::vector<Sentence> candidates;
    std::set<std::pair<Id, std::uint64_t>> seen; // neighbouring chunks share the sentence between them
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        MEMLONG_ASSIGN(QuotePassage around, QuotePassage::around(store, found.rows[i]));
        const QuotePassage& passage = passages.emplace_back(std::move(around));
        if (found.rows[i].isChat)
            continue; // what was said in the conversation proves nothing
        for (const TextRange& range : passage.sentences()) {
            if (!seen.emplace(found.rows[i].document, passage.charAt(range.begin)).second)
                continue;
            Sentence candidate;
            candidate.passage = i;
            candidate.range = range;
            for (std::string& term : searchTerms(
                     std::string_view(passage.text()).substr(range.begin, range.end - range.begin), language))
                candidate.terms.insert(std::move(term));
            candidates.push_back(std::move(candidate));
        }
    }
    scoreByWords(candidates, analyseQuestion(question, language));
    normalise(candidates, &Sentence::words);
    if (retriever != nullptr && !candidates.empty())
        MEMLONG_TRY(scoreByMeaning(candidates, passages, *retriever, question));
    normalise(candidates, &Sentence::meaning);
    for (Sentence& candidate : candidates) {
        const std::string& text = passages[candidate.passage].text();
        const double rank = 1.0 / (1.0 + 0.25 * static_cast<double>(candidate.passage));
        candidate.score =
            kWordShare * candidate.words + kMeaningShare * candidate.meaning + kRankShare * rank;
        if (candidate.range.end - candidate.range.begin < kShortBytes)
            candidate.score *= kShortFactor;
        if (text[candidate.range.end - 1] == '?')
            candidate.score *= kQuestionFactor;
    }
    std::ranges::stable_sort(candidates, [](const auto& a, const auto& b) { return a.score > b.score; });

    std::vector<Quote> quotes;
    std::map<Id, std::size_t> perChunk;
    for (const Sentence& candidate : candidates) {
        if (quotes.size() >= options.most)
            break;
        const ChunkRow& row = found.rows[candidate.passage];
        if (perChunk[row.id]++ >= options.mostPerChunk)
            continue;
        const QuotePassage& passage = passages[candidate.passage];
        Quote quote;
        quote.text =
            passage.text().substr(candidate.range.begin, candidate.range.end - candidate.range.begin);
        quote.document = row.document;
        quote.title = found.report.results[candidate.passage].title;
        quote.page = passage.pageAt(candidate.range.begin);
        quote.charBegin = passage.charAt(candidate.range.begin);
        quote.charEnd = passage.charAt(candidate.range.end);
        quote.chunk = row.id;
        quote.score = candidate.score;
        quotes.push_back(std::move(quote));
    }
    return quotes;
}

} // namespace memlong

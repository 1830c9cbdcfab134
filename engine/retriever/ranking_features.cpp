#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/retriever/question.h"
#include "engine/retriever/ranking.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

enum Feature : std::size_t {
    kDenseRank,      // 61 / (60 + rank), 0 when not in the list
    kBm25Rank,       //
    kDenseScore,     // within the candidates, from 0 to 1
    kBm25Score,      // relative to the best
    kCoverage,       // share of the question's terms in the text, rare ones counting more
    kWindowCoverage, // the same in the best two neighbouring sentences
    kSentenceCoverage,
    kNameCoverage, // share of the question's names
    kPairs,        // neighbouring terms of the question that are neighbours in the text
    kNeighbours,   // ranks of the chunks before and after
    kPersonNames,  // who: names that the question does not hold
    kQuantityNumbers,
    kPlaceNames, // where: names after in, at, to
    kReasonWords,
    kNames,
    kLength,
    kBothLists,     // found by both searches
    kBm25Around,    // kBm25Score and a share of that of the chunks before and after
    kBroadCoverage, // coverage in the best four neighbouring sentences
    kFeatureCount
};
static_assert(kFeatureCount == kRankingFeatures);

constexpr float kAroundShare = 0.3f;

/// The words of an English answer, read from the surface of the text in one pass.
struct Surface {
    int names = 0, numbers = 0, places = 0, reasons = 0;
};

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return isUpper(c) || isLower(c);
}

bool isNumberWord(std::string_view word) {
    static constexpr std::string_view kWords[] = {
        "one",    "two",    "three", "four",    "five",   "six",   "seven",   "eight",    "nine",   "ten",
        "twelve", "year",   "years", "day",     "days",   "hour",  "hours",   "month",    "months", "week",
        "weeks",  "twenty", "fifty", "fifteen", "thirty", "forty", "hundred", "thousand", "dozen"};
    return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

Surface readSurface(std::string_view text, std::string_view question) {
    Surface surface;
    std::unordered_map<std::string_view, bool> seen;
    std::string_view before;
    bool sentenceStart = true;
    for (std::size_t i = 0; i < text.size();) {
        if (!isLetter(text[i]) && !isDigit(text[i])) {
            sentenceStart =
                sentenceStart || text[i] == '.' || text[i] == '!' || text[i] == '?' || text[i] == '"';
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < text.size() && (isLetter(text[i]) || isDigit(text[i])))
            ++i;
        const std::string_view word = text.substr(begin, i - begin);
        const bool name = isUpper(word.front()) && word.size() > 1 && isLower(word[1]);
        if (isDigit(word.front()) || isNumberWord(word))
            ++surface.numbers;
        if (word == "because" || word == "therefore" || word == "since" || word == "order")
            ++surface.reasons;
        if (name && !sentenceStart && question.find(word) == std::string_view::npos &&
            seen.emplace(word, true).second) {
            ++surface.names;
            if (before == "in" || before == "at" || before == "to" || before == "near" || before == "from")
                ++surface.places;
        }
        before = word;
        sentenceStart = false;
    }
    return surface;
}

using TermSet = std::unordered_map<std::string, std::size_t>; // term -> number in the question

/// A candidate as the question's terms in it, sentence by sentence.
struct Reading {
    std::vector<std::vector<bool>> sentences; // [sentence][term]
    std::vector<bool> any;
    int pairs = 0;
    std::size_t length = 0;
};

/// Bigrams of Chinese, Japanese and Korean that share a character: neighbours in any text that holds both.
bool overlap(std::string_view a, std::string_view b) {
    return a.size() > 3 && static_cast<unsigned char>(a.front()) >= 0xE3 &&
           b.starts_with(a.substr(a.size() - 3));
}

Reading readCandidate(std::string_view text, const TermSet& terms, std::string_view language) {
    Reading reading;
    reading.any.resize(terms.size());
    const std::string* last = nullptr;
    std::size_t lastNumber = terms.size(), lastPosition = 0;
    for (const TextRange& range : splitSentences(text)) {
        std::vector<bool>& found = reading.sentences.emplace_back(terms.size());
        for (const std::string& term :
             searchTerms(text.substr(range.begin, range.end - range.begin), language)) {
            ++reading.length;
            const auto match = terms.find(term);
            if (match == terms.end())
                continue;
            found[match->second] = true;
            reading.any[match->second] = true;
            if (last != nullptr && lastNumber + 1 == match->second && reading.length - lastPosition <= 3 &&
                !overlap(*last, match->first))
                ++reading.pairs;
            last = &match->first;
            lastNumber = match->second;
            lastPosition = reading.length;
        }
    }
    return reading;
}

class FeatureReader {
public:
    FeatureReader(std::string_view question, std::span<const Candidate> candidates, std::string_view language,
                  float denseTrust)
        : m_text(question), m_candidates(candidates), m_question(analyseQuestion(question, language)),
          m_denseTrust(denseTrust) {
        for (const std::string& term : m_question.terms)
            m_terms.emplace(term, m_terms.size());
        for (const Candidate& candidate : candidates)
            m_readings.push_back(readCandidate(candidate.text, m_terms, language));
        weighTerms();
        measure();
    }

    RankingFeatures features(std::size_t index) const {
        const Candidate& candidate = m_candidates[index];
        const Reading& reading = m_readings[index];
        RankingFeatures out{};
        out[kBm25Rank] = rankValue(candidate.hit.bm25Rank);
        if (candidate.hit.bm25 && m_bm25High > 0)
            out[kBm25Score] = *candidate.hit.bm25 / m_bm25High;
        out[kDenseRank] = trusted(rankValue(candidate.hit.denseRank), out[kBm25Rank]);
        if (candidate.hit.dense && m_denseHigh > m_denseLow)
            out[kDenseScore] = (*candidate.hit.dense - m_denseLow) / (m_denseHigh - m_denseLow);
        out[kDenseScore] = trusted(out[kDenseScore], out[kBm25Score]);
        out[kCoverage] = coverage(reading.any);
        out[kSentenceCoverage] = bestCoverage(reading, 1);
        out[kWindowCoverage] = bestCoverage(reading, 2);
        out[kBroadCoverage] = bestCoverage(reading, 4);
        out[kNameCoverage] = nameCoverage(reading.any);
        out[kPairs] = std::log1p(static_cast<float>(reading.pairs));
        const Neighbour before = neighbour(candidate.hit.chunk - 1),
                        after = neighbour(candidate.hit.chunk + 1);
        out[kNeighbours] = (before.ranks + after.ranks) / 2;
        if (m_bm25High > 0)
            out[kBm25Around] = out[kBm25Score] + kAroundShare * (before.bm25 + after.bm25) / m_bm25High;
        const Surface surface = readSurface(candidate.text, m_text);
        const float names = std::log1p(static_cast<float>(surface.names));
        out[kPersonNames] = m_question.person ? names : 0;
        out[kQuantityNumbers] = m_question.quantity ? std::log1p(static_cast<float>(surface.numbers)) : 0;
        out[kPlaceNames] = m_question.place ? std::log1p(static_cast<float>(surface.places)) : 0;
        out[kReasonWords] = m_question.reason ? std::log1p(static_cast<float>(surface.reasons)) : 0;
        out[kNames] = names;
        out[kLength] =
            m_meanLength > 0 ? std::min(2.0f, static_cast<float>(reading.length) / m_meanLength) : 0;
        out[kBothLists] = candidate.hit.denseRank > 0 && candidate.hit.bm25Rank > 0 ? 1 : 0;
        return out;
    }

private:
    /// As far as dense search is not trusted, BM25 stands in for it.
    float trusted(float dense, float bm25) const { return m_denseTrust * dense + (1 - m_denseTrust) * bm25; }
    static float rankValue(int rank) { return rank > 0 ? 61.0f / (60.0f + static_cast<float>(rank)) : 0; }

    /// Rarity among the candidates: most hold the question's common words, what tells them apart are the
    /// rest.
    void weighTerms() {
        const auto count = static_cast<float>(m_readings.size());
        m_weights.resize(m_terms.size());
        for (std::size_t t = 0; t < m_weights.size(); ++t) {
            float holders = 0;
            for (const Reading& reading : m_readings)
                holders += reading.any[t] ? 1.0f : 0.0f;
            m_weights[t] = std::log1p((count - holders + 0.5f) / (holders + 0.5f));
            m_totalWeight += m_weights[t];
        }
    }

    void measure() {
        bool first = true;
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            const FusedChunk& hit = m_candidates[i].hit;
            m_byChunk.emplace(hit.chunk,
                              Neighbour{(trusted(rankValue(hit.denseRank), rankValue(hit.bm25Rank)) +
                                         rankValue(hit.bm25Rank)) /
                                            2,
                                        hit.bm25.value_or(0)});
            m_meanLength +=
                static_cast<float>(m_readings[i].length) / static_cast<float>(m_candidates.size());
            if (hit.bm25)
                m_bm25High = std::max(m_bm25High, *hit.bm25);
            if (!hit.dense)
                continue;
            m_denseHigh = first ? *hit.dense : std::max(m_denseHigh, *hit.dense);
            m_denseLow = first ? *hit.dense : std::min(m_denseLow, *hit.dense);
            first = false;
        }
    }

    float coverage(const std::vector<bool>& found) const {
        float sum = 0;
        for (std::size_t t = 0; t < found.size(); ++t)
            if (found[t])
                sum += m_weights[t];
        return m_totalWeight > 0 ? sum / m_totalWeight : 0;
    }

    float nameCoverage(const std::vector<bool>& found) const {
        float all = 0, held = 0;
        for (const auto& [term, number] : m_terms)
            if (m_question.names.contains(term)) {
                all += 1;
                held += found[number] ? 1.0f : 0.0f;
            }
        return all > 0 ? held / all : 0;
    }

    /// Of the best run of `count` sentences.
    float bestCoverage(const Reading& reading, std::size_t count) const {
        float best = 0;
        for (std::size_t begin = 0; begin < reading.sentences.size(); ++begin) {
            std::vector<bool> window = reading.sentences[begin];
            for (std::size_t i = begin + 1; i < std::min(begin + count, reading.sentences.size()); ++i)
                for (std::size_t t = 0; t < window.size(); ++t)
                    window[t] = window[t] || reading.sentences[i][t];
            best = std::max(best, coverage(window));
        }
        return best;
    }

    /// What the searches say of a chunk beside a candidate; nothing when neither found it.
    struct Neighbour {
        float ranks = 0, bm25 = 0;
    };
    Neighbour neighbour(std::int64_t chunk) const {
        const auto found = m_byChunk.find(chunk);
        return found == m_byChunk.end() ? Neighbour{} : found->second;
    }

    std::string_view m_text;
    std::span<const Candidate> m_candidates;
    Question m_question;
    TermSet m_terms;
    std::vector<Reading> m_readings;
    std::vector<float> m_weights;
    float m_denseTrust = 1;
    float m_totalWeight = 0, m_meanLength = 0, m_denseLow = 0, m_denseHigh = 0, m_bm25High = 0;
    std::unordered_map<std::int64_t, Neighbour> m_byChunk;
};

} // namespace

std::vector<RankingFeatures> rankingFeatures(std::string_view question, std::span<const Candidate> candidates,
                                             std::string_view language, float denseTrust) {
    std::string guessed(language);
    if (guessed.empty() && !candidates.empty())
        guessed = guessLanguage(candidates.front().text);
    const FeatureReader reader(question, candidates, guessed, denseTrust);
    std::vector<RankingFeatures> out;
    out.reserve(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i)
        out.push_back(reader.features(i));
    return out;
}

} // namespace memlong

#include "engine/evaluation/answer_score.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "engine/evaluation/retrieval_collections.h"

namespace memlong {
namespace {

std::vector<std::string> wordsOf(std::string_view text) {
    std::istringstream words{comparableText(text)};
    std::vector<std::string> kept;
    for (std::string word; words >> word;)
        if (word != "a" && word != "an" && word != "the")
            kept.push_back(std::move(word));
    return kept;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

double wordF1(const std::vector<std::string>& answer, const std::vector<std::string>& right) {
    if (answer.empty() || right.empty())
        return answer.empty() && right.empty() ? 1 : 0;
    std::map<std::string_view, int> left;
    for (const std::string& word : right)
        ++left[word];
    int shared = 0;
    for (const std::string& word : answer)
        if (const auto found = left.find(word); found != left.end() && found->second > 0) {
            --found->second;
            ++shared;
        }
    return 2.0 * shared / static_cast<double>(answer.size() + right.size());
}

} // namespace

std::string normalisedAnswer(std::string_view text) {
    return joined(wordsOf(text));
}

AnswerScore scoreAnswer(std::string_view answer, std::span<const std::string> right) {
    const std::vector<std::string> words = wordsOf(answer);
    AnswerScore best;
    for (const std::string& text : right) {
        const std::vector<std::string> wanted = wordsOf(text);
        best.exact = best.exact || words == wanted;
        best.f1 = std::max(best.f1, wordF1(words, wanted));
    }
    return best;
}

bool containsAnswer(std::string_view text, std::span<const std::string> right) {
    const std::string haystack = " " + normalisedAnswer(text) + " ";
    return std::any_of(right.begin(), right.end(), [&](const std::string& answer) {
        const std::string needle = normalisedAnswer(answer);
        return !needle.empty() && haystack.find(" " + needle + " ") != std::string::npos;
    });
}

} // namespace memlong

#include "app/services/prompt_passages.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace memlong {

namespace {

struct Passage {
    std::tuple<Id, std::uint64_t> place; // document and first character
    std::string text;
};

Passage makePassage(Id document, std::uint64_t charBegin, const std::string& title, int page,
                    const std::string& text) {
    return {{document, charBegin}, "[" + title + ", page " + std::to_string(page) + "]\n" + text + "\n\n"};
}

/// Those that fit, tried in the order given, joined in the order of the documents.
std::string fitted(std::vector<Passage> passages, const Tokenizer& tokenizer, std::size_t roomTokens) {
    std::vector<Passage> chosen;
    std::size_t used = 0;
    for (Passage& passage : passages) {
        const std::size_t tokens = tokenizer.encodeIds(passage.text).size();
        if (used + tokens > roomTokens)
            continue;
        used += tokens;
        chosen.push_back(std::move(passage));
    }
    std::ranges::sort(chosen, {}, &Passage::place);
    std::string text;
    for (const Passage& passage : chosen)
        text += passage.text;
    return text;
}

} // namespace

std::string promptPassages(const FoundChunks& found, std::span<const Quote> quotes,
                           const Tokenizer& tokenizer, std::size_t roomTokens) {
    std::vector<Passage> passages;
    for (const SearchResult& result : found.report.results)
        passages.push_back(
            makePassage(result.document, result.charBegin, result.title, result.pageFirst, result.text));
    std::string text = fitted(std::move(passages), tokenizer, roomTokens);
    if (!text.empty())
        return text;
    std::vector<Passage> sentences;
    for (const Quote& quote : quotes)
        sentences.push_back(
            makePassage(quote.document, quote.charBegin, quote.title, quote.page, quote.text));
    return fitted(std::move(sentences), tokenizer, roomTokens);
}

} // namespace memlong

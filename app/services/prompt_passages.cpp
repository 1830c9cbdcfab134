#include "app/services/prompt_passages.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace memlong {

std::string promptPassages(const FoundChunks& found, const Tokenizer& tokenizer, std::size_t roomTokens) {
    struct Passage {
        std::pair<Id, int> place;
        std::string text;
    };
    std::vector<Passage> chosen;
    std::size_t used = 0;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        const SearchResult& result = found.report.results[i];
        std::string text =
            "[" + result.title + ", page " + std::to_string(result.pageFirst) + "]\n" + result.text + "\n\n";
        const std::size_t tokens = tokenizer.encodeIds(text).size();
        if (used + tokens > roomTokens)
            break;
        used += tokens;
        chosen.push_back({{found.rows[i].document, found.rows[i].ordinal}, std::move(text)});
    }
    std::ranges::sort(chosen, {}, &Passage::place);
    std::string context;
    for (const Passage& passage : chosen)
        context += passage.text;
    return context;
}

} // namespace memlong

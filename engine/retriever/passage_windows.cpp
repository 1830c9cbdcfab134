#include "engine/retriever/passage_windows.h"

#include <algorithm>

namespace memlong {

std::vector<TextRange> passageWindows(std::string_view passage, std::size_t maxWindows) {
    const std::vector<TextRange> sentences = splitSentences(passage);
    if (sentences.size() <= 2 || maxWindows == 0)
        return {};
    // Windows of 2·step sentences, one every `step`: overlapping by half.
    const std::size_t step = (sentences.size() - 1 + maxWindows - 1) / maxWindows;
    std::vector<TextRange> windows;
    for (std::size_t begin = 0; begin + step < sentences.size(); begin += step) {
        const std::size_t last = std::min(begin + 2 * step, sentences.size()) - 1;
        windows.push_back({sentences[begin].begin, sentences[last].end});
    }
    return windows;
}

} // namespace memlong

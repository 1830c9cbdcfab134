#include "app/services/attended_words.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

bool isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// From CJK radicals on, scripts mostly write without spaces.
bool startsWithoutSpaces(std::string_view text) {
    return text >= "\xE2\xBA\x80";
}

struct Span {
    std::size_t begin = 0, end = 0;            // bytes
    std::size_t firstToken = 0, lastToken = 0; // inclusive
};

/// Tokens joined to words. A token without text of its own goes with the one before it.
std::vector<Span> wordSpans(std::string_view text, const std::vector<std::size_t>& ends) {
    std::vector<Span> words;
    std::size_t begin = 0;
    for (std::size_t token = 0; token < ends.size(); ++token) {
        const std::size_t end = std::clamp(ends[token], begin, text.size());
        const std::string_view added = text.substr(begin, end - begin);
        const bool starts = words.empty() || (!added.empty() && !isSpace(text[begin - 1]) &&
                                              (isSpace(added.front()) || startsWithoutSpaces(added)));
        if (starts)
            words.push_back({begin, end, token, token});
        words.back().end = end;
        words.back().lastToken = token;
        begin = end;
    }
    return words;
}

} // namespace

std::vector<AttendedPart> attendedWords(const GenerationResult& result) {
    std::vector<AttendedPart> parts;
    const std::string_view text = result.text;
    std::size_t bytes = 0, codePoints = 0; // counted up to here
    for (const Span& word : wordSpans(text, result.tokenEnds)) {
        AttendedPart part;
        codePoints += countCodePoints(text.substr(bytes, word.begin - bytes));
        part.begin = static_cast<int>(codePoints);
        codePoints += countCodePoints(text.substr(word.begin, word.end - word.begin));
        part.end = static_cast<int>(codePoints);
        bytes = word.end;
        const auto tokens = static_cast<double>(word.lastToken - word.firstToken + 1);
        for (const ChunkAttention& chunk : result.attention) {
            double sum = 0;
            for (std::size_t token = word.firstToken;
                 token <= word.lastToken && token < chunk.shareByToken.size(); ++token)
                if (const float share = chunk.shareByToken[token]; std::isfinite(share)) // else not in memory
                    sum += static_cast<double>(share);
            if (sum > 0)
                part.shares.emplace_back(chunk.chunk, sum / tokens);
        }
        std::ranges::stable_sort(part.shares, std::greater(), &std::pair<Id, double>::second);
        if (part.end > part.begin && !part.shares.empty())
            parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace memlong

// Words that were tokenized before: most words of a text repeat.
#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/text/bpe_merges.h"

namespace memlong {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// A hash map from text that can be searched by a view.
template <class Value> using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// Bounded; any thread.
class WordCache {
public:
    static constexpr std::size_t kMaxWordBytes = 48;

    bool find(std::string_view word, std::vector<BpeSymbol>& symbols) const {
        const std::shared_lock lock(m_mutex);
        const auto found = m_words.find(word);
        if (found == m_words.end())
            return false;
        symbols.assign(found->second.begin(), found->second.end());
        return true;
    }
    void add(std::string_view word, const std::vector<BpeSymbol>& symbols) {
        if (word.size() > kMaxWordBytes)
            return;
        const std::unique_lock lock(m_mutex);
        if (m_words.size() >= kMaxWords)
            m_words.clear();
        m_words.emplace(word, symbols);
    }

private:
    static constexpr std::size_t kMaxWords = 60'000;

    mutable std::shared_mutex m_mutex;
    TextMap<std::vector<BpeSymbol>> m_words;
};

} // namespace memlong

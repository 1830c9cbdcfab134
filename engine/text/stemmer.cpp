#include "engine/text/stemmer.h"

#include <memory>
#include <unordered_map>

#include <libstemmer.h>

namespace memlong {
namespace {

constexpr std::size_t kMaxCachedWords = 50'000;

struct FreeStemmer {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

struct CachedStemmer {
    std::unique_ptr<sb_stemmer, FreeStemmer> stemmer;
    std::unordered_map<std::string, std::string> stems;
};

CachedStemmer& stemmerFor(std::string_view language) {
    thread_local std::unordered_map<std::string, CachedStemmer> stemmers;
    thread_local std::string lastLanguage;
    thread_local CachedStemmer* last = nullptr;
    if (last != nullptr && lastLanguage == language)
        return *last;
    lastLanguage = language;
    const auto [entry, isNew] = stemmers.try_emplace(lastLanguage);
    if (isNew && language.size() == 2)
        entry->second.stemmer.reset(sb_stemmer_new(lastLanguage.c_str(), "UTF_8"));
    last = &entry->second;
    return *last;
}

} // namespace

bool hasStemmer(std::string_view language) {
    return language.size() == 2 && stemmerFor(language).stemmer != nullptr;
}

const std::string& stemOf(const std::string& word, std::string_view language) {
    CachedStemmer& cached = stemmerFor(language);
    if (!cached.stemmer)
        return word;
    if (const auto found = cached.stems.find(word); found != cached.stems.end())
        return found->second;
    if (cached.stems.size() >= kMaxCachedWords)
        cached.stems.clear();
    const auto* stem = sb_stemmer_stem(cached.stemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                                       static_cast<int>(word.size()));
    const auto length = static_cast<std::size_t>(sb_stemmer_length(cached.stemmer.get()));
    std::string text = stem == nullptr ? word : std::string(reinterpret_cast<const char*>(stem), length);
    return cached.stems.emplace(word, std::move(text)).first->second;
}

} // namespace memlong

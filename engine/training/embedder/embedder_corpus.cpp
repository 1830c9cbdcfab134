#include "engine/training/embedder/embedder_corpus.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "engine/base/utf8.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestText = 400; // tokens of one side of a pair
constexpr std::uint64_t kLanguageSampleBytes = 8'000;

TokenIds bounded(std::span<const TokenId> tokens) {
    tokens = tokens.first(std::min(tokens.size(), kLongestText));
    return TokenIds(tokens.begin(), tokens.end());
}

std::size_t below(std::size_t limit, std::mt19937_64& random) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

} // namespace

Result<std::vector<fs::path>> collectTexts(std::span<const fs::path> texts) {
    std::vector<fs::path> out;
    std::error_code error;
    for (const fs::path& path : texts) {
        if (fs::is_regular_file(path, error)) {
            out.push_back(path);
            continue;
        }
        for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error))
            if (it->is_regular_file() && it->path().extension() == ".txt")
                out.push_back(it->path());
        if (error)
            return makeError(ErrorCode::NotFound, "the texts in " + path.string() + " cannot be read",
                             error.message());
    }
    std::sort(out.begin(), out.end());
    if (out.empty())
        return makeError(ErrorCode::NotFound, "there are no *.txt files to train on");
    return out;
}

Result<std::string> readStretch(const fs::path& file, std::uint64_t bytes) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in)
        return makeError(ErrorCode::Io, file.string() + " cannot be read");
    bytes = std::min(bytes, size);
    in.seekg(static_cast<std::streamoff>((size - bytes) / 2));
    std::string raw(bytes, '\0');
    in.read(raw.data(), static_cast<std::streamsize>(bytes));
    raw.resize(static_cast<std::size_t>(in.gcount()));
    const std::string text = repairUtf8(raw);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r')
            continue;
        const bool single = text[i] == '\n' && !out.empty() && out.back() != '\n' && i + 1 < text.size() &&
                            text[i + 1] != '\n' && text[i + 1] != '\r';
        out += single ? ' ' : text[i];
    }
    return out;
}

Result<std::vector<std::string>> tokenizerLines(std::span<const fs::path> files, std::uint64_t bytes) {
    std::vector<std::string> languages;
    std::vector<double> sizes;
    std::map<std::string, double> totals;
    for (const fs::path& file : files) {
        MEMLONG_ASSIGN(const std::string sample, readStretch(file, kLanguageSampleBytes));
        languages.push_back(guessLanguage(sample));
        std::error_code error;
        sizes.push_back(static_cast<double>(fs::file_size(file, error)));
        if (error)
            return makeError(ErrorCode::Io, file.string() + " cannot be read", error.message());
        totals[languages.back()] += sizes.back();
    }
    double roots = 0;
    for (const auto& [language, total] : totals)
        roots += std::sqrt(total);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const double total = std::max(1.0, totals[languages[i]]);
        const double share = static_cast<double>(bytes) * std::sqrt(total) / std::max(1.0, roots);
        MEMLONG_ASSIGN(const std::string text,
                       readStretch(files[i], static_cast<std::uint64_t>(share * sizes[i] / total)));
        for (const TextRange& sentence : splitSentences(text))
            lines.push_back(text.substr(sentence.begin, sentence.end - sentence.begin));
    }
    return lines;
}

TrainingBook readBook(std::string_view text, const Tokenizer& tokenizer) {
    TrainingBook book;
    for (const TextRange& sentence : splitSentences(text)) {
        const TokenIds ids = tokenizer.encodeIds(text.substr(sentence.begin, sentence.end - sentence.begin));
        if (ids.size() < 3)
            continue;
        book.sentences.push_back(static_cast<std::uint32_t>(book.tokens.size()));
        book.tokens.insert(book.tokens.end(), ids.begin(), ids.end());
    }
    book.sentences.push_back(static_cast<std::uint32_t>(book.tokens.size()));
    return book;
}

TrainingPair drawPair(const TrainingBook& book, std::mt19937_64& random) {
    const std::size_t sentences = book.sentenceCount();
    if (below(2, random) == 0) {
        const std::size_t left = 1 + below(4, random), right = 1 + below(8, random);
        const std::size_t middle = left + below(sentences - left - right, random);
        return {bounded(book.range(middle - left, middle)), bounded(book.range(middle, middle + right))};
    }
    // A question repeats some words of the sentence that answers it, and others it does not.
    const std::size_t length = 4 + below(8, random);
    const std::size_t begin = below(sentences - length, random);
    const std::size_t at = begin + below(length, random);
    TrainingPair pair;
    std::bernoulli_distribution asked(0.5), kept(0.5);
    for (const TokenId id : book.range(at, at + 1))
        if (asked(random))
            pair.query.push_back(id);
    if (pair.query.empty())
        pair.query.push_back(book.tokens[book.sentences[at]]);
    pair.passage = bounded(book.range(begin, at));
    // The sentence stays in half of the passages, so that equal words count as well as kindred ones.
    if (kept(random) || pair.passage.empty()) {
        const auto sentence = book.range(at, at + 1);
        pair.passage.insert(pair.passage.end(), sentence.begin(), sentence.end());
    }
    const TokenIds rest = bounded(book.range(at + 1, begin + length));
    pair.passage.insert(pair.passage.end(), rest.begin(), rest.end());
    return pair;
}

} // namespace memlong

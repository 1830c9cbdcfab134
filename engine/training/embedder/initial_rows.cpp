#include "engine/training/embedder/initial_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "engine/retriever/static_embeddings.h"
#include "engine/training/embedder/blas.h"

namespace memlong {
namespace {

constexpr double kFrequencyConstant = 1e-4;
constexpr float kByteWeight = 0.2f; // bytes of rare characters say little each
constexpr std::size_t kTeacherBatch = 256;

/// The piece as a word for the teacher; empty when it is not English.
std::string wordOf(const Tokenizer& tokenizer, TokenId id) {
    std::string word = tokenizer.pieceBytes(id);
    if (!word.empty() && word.front() == ' ')
        word.erase(0, 1);
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) { return c > ' ' && c < 127; });
    return plain ? word : std::string();
}

/// Teacher vectors, centred and rotated so that the first components carry most: [n, dimension].
Result<std::vector<float>> reduce(std::vector<float> vectors, std::size_t count, std::size_t from,
                                  std::size_t to) {
    std::vector<float> mean(from);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t d = 0; d < from; ++d)
            mean[d] += vectors[i * from + d] / static_cast<float>(count);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t d = 0; d < from; ++d)
            vectors[i * from + d] -= mean[d];
    std::vector<float> covariance(from * from);
    multiply(vectors, vectors, covariance, from, from, count, true, false, 1 / static_cast<float>(count));
    if (!eigenvectors(covariance, from))
        return makeError(ErrorCode::Internal,
                         "the principal components of the teacher's vectors do not converge");
    std::vector<float> basis(to * from); // the largest come last
    for (std::size_t r = 0; r < std::min(to, from); ++r)
        std::copy_n(covariance.begin() + static_cast<std::ptrdiff_t>((from - 1 - r) * from), from,
                    basis.begin() + static_cast<std::ptrdiff_t>(r * from));
    std::vector<float> out(count * to);
    multiply(vectors, basis, out, count, to, from, false, true, 1);
    return out;
}

Result<void> askTeacher(TokenTable& table, const Tokenizer& tokenizer, Retriever& teacher,
                        const ProgressFn& progress, std::stop_token stop) {
    std::vector<std::size_t> ids;
    std::vector<std::string> words;
    for (std::size_t id = 0; id < table.size(); ++id)
        if (std::string word = wordOf(tokenizer, static_cast<TokenId>(id)); !word.empty()) {
            ids.push_back(id);
            words.push_back(std::move(word));
        }
    const auto from = static_cast<std::size_t>(teacher.dimension());
    std::vector<float> vectors;
    vectors.reserve(words.size() * from);
    for (std::size_t begin = 0; begin < words.size(); begin += kTeacherBatch) {
        if (progress)
            progress({"asking the teacher", begin, words.size(), "words"});
        const std::size_t count = std::min(kTeacherBatch, words.size() - begin);
        MEMLONG_ASSIGN(const auto rows, teacher.embedPassages(std::span(words).subspan(begin, count), stop));
        for (const Embeddings& row : rows)
            vectors.insert(vectors.end(), row.row(0).begin(), row.row(0).end());
    }
    if (words.size() < table.dimension)
        return {}; // too few to find components; the random directions stay
    MEMLONG_ASSIGN(const std::vector<float> reduced,
                   reduce(std::move(vectors), ids.size(), from, table.dimension));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::copy_n(reduced.begin() + static_cast<std::ptrdiff_t>(i * table.dimension), table.dimension,
                    table.row(ids[i]).begin());
        normalise(table.row(ids[i]));
    }
    return {};
}

} // namespace

Result<void> fillInitialRows(TokenTable& table, const Tokenizer& tokenizer,
                             std::span<const std::uint64_t> frequencies, Retriever* teacher,
                             std::uint64_t seed, const ProgressFn& progress, std::stop_token stop) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal;
    std::generate(table.rows.begin(), table.rows.end(), [&] { return normal(random); });
    for (std::size_t id = 0; id < table.size(); ++id)
        normalise(table.row(id));
    if (teacher != nullptr)
        MEMLONG_TRY(askTeacher(table, tokenizer, *teacher, progress, stop));
    const double total =
        1 + static_cast<double>(std::accumulate(frequencies.begin(), frequencies.end(), std::uint64_t{0}));
    for (std::size_t id = 0; id < table.size(); ++id) {
        const double share = (static_cast<double>(frequencies[id]) + 1) / total;
        auto weight = static_cast<float>(kFrequencyConstant / (kFrequencyConstant + share));
        const std::string bytes = tokenizer.pieceBytes(static_cast<TokenId>(id));
        if (bytes.size() == 1 && static_cast<unsigned char>(bytes.front()) >= 0x80)
            weight *= kByteWeight;
        for (float& value : table.row(id))
            value *= weight;
    }
    return {};
}

} // namespace memlong

// Static token embeddings: the vector of a text is the normalised sum of its tokens' rows. Their length is
// the token's weight, so that rare words count more than frequent ones. Questions have their own weights, and
// their own rows for the most frequent tokens: "who" in a question asks for names, in a passage it says
// little.
//
// File: safetensors with metadata format "memlong-static-embeddings", version "1";
//   embeddings        I8  [V, D]  row of a token, to be multiplied by its scale
//   scales            F32 [V]
//   query_embeddings  I8  [N, D]  rows of the tokens 0..N-1 in a question; N may be 0
//   query_scales      F32 [V]     scales in a question: of query_embeddings below N, of embeddings from N on
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/checkpoint/safetensors.h"
#include "engine/text/tokenizer.h"

namespace memlong {

inline constexpr const char* kStaticEmbeddingsFormat = "memlong-static-embeddings";

/// Immutable after loading; const members may be called from any thread. The tables stay in the mapped file.
class StaticEmbeddings {
public:
    static Result<StaticEmbeddings> load(const std::filesystem::path& file, int vocabularySize);

    int dimension() const { return m_dimension; }
    /// Hash of the file.
    const std::string& fingerprint() const { return m_fingerprint; }

    /// sum += row of the token in a passage; sum has dimension() elements.
    void addPassageToken(TokenId id, std::span<float> sum) const;
    void addQueryToken(TokenId id, std::span<float> sum) const;

private:
    void add(const std::int8_t* row, float scale, std::span<float> sum) const;

    explicit StaticEmbeddings(Checkpoint file) : m_file(std::move(file)) {}

    Checkpoint m_file;
    int m_dimension = 0;
    std::size_t m_vocabulary = 0;
    std::size_t m_queryRows = 0;
    const std::int8_t* m_rows = nullptr; // [V, D] and [N, D], in m_file
    const std::int8_t* m_questionRows = nullptr;
    std::vector<float> m_scales, m_questionScales;
    std::string m_fingerprint;
};

/// Divides by the Euclidean length; a zero vector becomes the first unit vector, so that it stays comparable.
void normalise(std::span<float> vector);

} // namespace memlong

// Text embeddings for retrieval.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// Row-major [rows, dimension], every row L2-normalised.
struct Embeddings {
    int dimension = 0;
    std::vector<float> values;
    std::size_t rows() const {
        return dimension == 0 ? 0 : values.size() / static_cast<std::size_t>(dimension);
    }
    std::span<const float> row(std::size_t i) const {
        return {values.data() + i * static_cast<std::size_t>(dimension), static_cast<std::size_t>(dimension)};
    }
};

/// An embedding model. One thread at a time unless the implementation says more.
class Retriever {
public:
    virtual ~Retriever() = default;
    virtual const std::string& name() const = 0;
    virtual int dimension() const = 0;
    /// Hash of weights, tokenizer and settings: embeddings of different fingerprints are not comparable.
    virtual const std::string& fingerprint() const = 0;
    /// How many vectors a passage gets: rows of embedPassage. The first is the whole passage; more are its
    /// windows of sentences, which match a narrow question better. Search takes the best of a chunk's rows.
    virtual Result<std::vector<Embeddings>> embedPassages(std::span<const std::string> passages,
                                                          std::stop_token stop) = 0;
    virtual Result<std::vector<float>> embedQuery(std::string_view query) = 0;
    /// From 0 to 1: how much of the query the model has words for. Ranking trusts dense search that far.
    virtual float coverage(std::string_view /*query*/) { return 1; }
};

/// The retriever that ships with the program; needs no LibTorch. `folder` is resources/models/retriever.
Result<std::unique_ptr<Retriever>> loadBuiltinRetriever(const std::filesystem::path& folder);

} // namespace memlong

#include "engine/retriever/static_embeddings.h"

#include <cmath>

#include "engine/base/hash.h"

namespace memlong {
namespace {

constexpr std::int64_t kMaxDimension = 4096;

Error unusable(const std::filesystem::path& file, const std::string& why) {
    return makeError(ErrorCode::Corrupt,
                     file.string() + " cannot be used as the built-in retriever: " + why +
                         "; reinstall the program or train it again with `memlong train embedder`");
}

Result<const std::int8_t*> findRows(const Checkpoint& checkpoint, std::string_view name,
                                    const TensorShape& shape) {
    MEMLONG_ASSIGN(const TensorView view, checkpoint.require(name, shape));
    if (view.type != TensorType::I8)
        return unusable(checkpoint.path(), std::string(name) + " is not of type I8");
    return reinterpret_cast<const std::int8_t*>(view.bytes.data());
}

} // namespace

void normalise(std::span<float> vector) {
    double squares = 0;
    for (const float v : vector)
        squares += static_cast<double>(v) * v;
    if (!(squares > 0) || !std::isfinite(squares)) {
        std::fill(vector.begin(), vector.end(), 0.0f);
        if (!vector.empty())
            vector.front() = 1.0f;
        return;
    }
    const float factor = static_cast<float>(1.0 / std::sqrt(squares));
    for (float& v : vector)
        v *= factor;
}

Result<StaticEmbeddings> StaticEmbeddings::load(const std::filesystem::path& file, int vocabularySize) {
    MEMLONG_ASSIGN(Checkpoint opened, Checkpoint::open(file));
    StaticEmbeddings out(std::move(opened));
    const Checkpoint& checkpoint = out.m_file;
    const auto format = checkpoint.metadata().find("format");
    const auto version = checkpoint.metadata().find("version");
    if (format == checkpoint.metadata().end() || format->second != kStaticEmbeddingsFormat)
        return unusable(file, "it holds no static embeddings");
    if (version == checkpoint.metadata().end() || version->second != "1")
        return makeError(ErrorCode::UnsupportedVersion,
                         file.string() +
                             " was written by a newer version of the program; update the program");
    const TensorView* rows = checkpoint.find("embeddings");
    const TensorView* query = checkpoint.find("query_embeddings");
    if (rows == nullptr || query == nullptr || rows->shape.size() != 2 || query->shape.size() != 2)
        return unusable(file, "a table is missing");
    const std::int64_t vocabulary = rows->shape[0], dimension = rows->shape[1];
    if (vocabulary != vocabularySize)
        return unusable(file, "it has " + std::to_string(vocabulary) + " rows for a vocabulary of " +
                                  std::to_string(vocabularySize));
    if (dimension < 1 || dimension > kMaxDimension || query->shape[0] > vocabulary)
        return unusable(file, "a table has an impossible shape");
    out.m_dimension = static_cast<int>(dimension);
    out.m_vocabulary = static_cast<std::size_t>(vocabulary);
    out.m_queryRows = static_cast<std::size_t>(query->shape[0]);
    MEMLONG_ASSIGN(out.m_rows, findRows(checkpoint, "embeddings", rows->shape));
    MEMLONG_ASSIGN(out.m_questionRows,
                   findRows(checkpoint, "query_embeddings", {query->shape[0], dimension}));
    MEMLONG_ASSIGN(out.m_scales, checkpoint.requireFloats("scales", {vocabulary}));
    MEMLONG_ASSIGN(out.m_questionScales, checkpoint.requireFloats("query_scales", {vocabulary}));
    MEMLONG_ASSIGN(out.m_fingerprint, hashFile(file));
    return out;
}

void StaticEmbeddings::add(const std::int8_t* row, float scale, std::span<float> sum) const {
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += scale * static_cast<float>(row[i]);
}

void StaticEmbeddings::addPassageToken(TokenId id, std::span<float> sum) const {
    const auto index = static_cast<std::size_t>(id);
    if (id >= 0 && index < m_vocabulary)
        add(m_rows + index * sum.size(), m_scales[index], sum);
}

void StaticEmbeddings::addQueryToken(TokenId id, std::span<float> sum) const {
    const auto index = static_cast<std::size_t>(id);
    if (id < 0 || index >= m_vocabulary)
        return;
    const std::int8_t* rows = index < m_queryRows ? m_questionRows : m_rows;
    add(rows + index * sum.size(), m_questionScales[index], sum);
}

} // namespace memlong

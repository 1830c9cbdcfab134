#include "engine/memory/vector_index.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

#include "engine/base/files.h"
#include "engine/memory/half_dot.h"
#include "engine/memory/index_file.h"

namespace memlong {
namespace {

constexpr std::size_t kRowsPerThread = 8192; // fewer are not worth waking a thread
constexpr float kLowest = -std::numeric_limits<float>::infinity();

struct RowSelector : faiss::IDSelector {
    const std::vector<bool>& leaves;
    explicit RowSelector(const std::vector<bool>& rows) : leaves(rows) {}
    bool is_member(std::int64_t row) const override { return leaves[static_cast<std::size_t>(row)]; }
};

using Encoder = std::unique_ptr<
    std::remove_pointer_t<decltype(std::declval<const faiss::ScalarQuantizer&>().select_quantizer())>>;

/// As IndexScalarQuantizer::add() does, which wakes all threads for every call: costly for one chunk at a time.
void encodeRows(const faiss::ScalarQuantizer& quantizer, std::span<const float> rows, std::uint8_t* codes) {
    const auto encoder = Encoder(quantizer.select_quantizer());
    const std::size_t count = rows.size() / quantizer.d;
    for (std::size_t row = 0; row < count; ++row)
        encoder->encode_vector(rows.data() + row * quantizer.d, codes + row * quantizer.code_size);
}

} // namespace

// A slot is a chunk's place in the tables below; rows name slots so that a search needs no map look-up.
struct VectorIndex::State {
    explicit State(int dimension)
        : index(dimension, faiss::ScalarQuantizer::QT_fp16, faiss::METRIC_INNER_PRODUCT) {
        index.is_trained = true; // half precision has nothing to learn
    }

    faiss::IndexScalarQuantizer index;
    std::vector<std::uint32_t> slotOfRow;
    std::vector<ChunkId> chunkOfSlot;
    std::unordered_map<ChunkId, std::uint32_t> slotOfChunk;

    std::size_t rows() const { return slotOfRow.size(); }

    std::uint32_t slotFor(ChunkId chunk) {
        const auto [entry, isNew] =
            slotOfChunk.try_emplace(chunk, static_cast<std::uint32_t>(chunkOfSlot.size()));
        if (isNew)
            chunkOfSlot.push_back(chunk);
        return entry->second;
    }

    std::vector<float> scoreRows(const float* query) const {
        std::vector<float> scores(rows());
        const auto count = static_cast<std::int64_t>(rows());
        const int threads = static_cast<int>(std::clamp<std::size_t>(
            rows() / kRowsPerThread, 1, static_cast<std::size_t>(std::max(1, omp_get_max_threads()))));
        const std::uint8_t* const codes = index.codes.data();
        const auto codeOf = [&](std::int64_t row) {
            return codes + static_cast<std::size_t>(row) * index.code_size;
        };
        if (const HalfDot dot = fastHalfDot()) {
            const int width = static_cast<int>(index.d);
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
            for (std::int64_t row = 0; row < count; ++row)
                scores[static_cast<std::size_t>(row)] =
                    dot(query, reinterpret_cast<const std::uint16_t*>(codeOf(row)), width);
            return scores;
        }
#pragma omp parallel num_threads(threads) if (threads > 1)
        {
            const std::unique_ptr<faiss::FlatCodesDistanceComputer> computer(
                index.get_FlatCodesDistanceComputer());
            computer->set_query(query);
#pragma omp for schedule(static)
            for (std::int64_t row = 0; row < count; ++row)
                scores[static_cast<std::size_t>(row)] = computer->distance_to_code(codeOf(row));
        }
        return scores;
    }
};

VectorIndex::VectorIndex(int dimension) : m_state(std::make_unique<State>(dimension)) {}
VectorIndex::~VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;

int VectorIndex::dimension() const {
    return static_cast<int>(m_state->index.d);
}
std::size_t VectorIndex::rows() const {
    return m_state->rows();
}
std::size_t VectorIndex::chunks() const {
    return m_state->chunkOfSlot.size();
}

void VectorIndex::add(ChunkId chunk, std::span<const float> rows) {
    const auto width = static_cast<std::size_t>(dimension());
    if (rows.size() % width != 0)
        throw std::invalid_argument("VectorIndex::add: not a whole number of rows");
    const std::size_t count = rows.size() / width;
    if (count == 0)
        return;
    auto& index = m_state->index;
    const std::size_t begin = index.codes.size();
    index.codes.resize(begin + count * index.code_size);
    encodeRows(index.sq, rows, index.codes.data() + begin);
    index.ntotal += static_cast<std::int64_t>(count);
    m_state->slotOfRow.insert(m_state->slotOfRow.end(), count, m_state->slotFor(chunk));
}

void VectorIndex::remove(std::span<const ChunkId> chunks) {
    State& state = *m_state;
    std::vector<bool> slotLeaves(state.chunkOfSlot.size(), false);
    bool any = false;
    for (const ChunkId chunk : chunks) {
        if (const auto found = state.slotOfChunk.find(chunk); found != state.slotOfChunk.end())
            any = slotLeaves[found->second] = true;
    }
    if (!any)
        return;

    std::vector<bool> rowLeaves(state.rows());
    for (std::size_t row = 0; row < rowLeaves.size(); ++row)
        rowLeaves[row] = slotLeaves[state.slotOfRow[row]];
    state.index.remove_ids(RowSelector(rowLeaves)); // keeps the order of the rest

    std::vector<ChunkId> keptChunks;
    std::vector<std::uint32_t> newSlot(slotLeaves.size(), 0);
    for (std::size_t slot = 0; slot < slotLeaves.size(); ++slot) {
        newSlot[slot] = static_cast<std::uint32_t>(keptChunks.size());
        if (!slotLeaves[slot])
            keptChunks.push_back(state.chunkOfSlot[slot]);
    }
    std::vector<std::uint32_t> keptRows;
    for (std::size_t row = 0; row < rowLeaves.size(); ++row) {
        if (!rowLeaves[row])
            keptRows.push_back(newSlot[state.slotOfRow[row]]);
    }
    state.chunkOfSlot = std::move(keptChunks);
    state.slotOfRow = std::move(keptRows);
    state.slotOfChunk.clear();
    for (std::size_t slot = 0; slot < state.chunkOfSlot.size(); ++slot)
        state.slotOfChunk.emplace(state.chunkOfSlot[slot], static_cast<std::uint32_t>(slot));
}

std::vector<VectorHit> VectorIndex::search(std::span<const float> query, int k,
                                           std::span<const ChunkId> masked) const {
    const State& state = *m_state;
    if (query.size() != static_cast<std::size_t>(dimension()))
        throw std::invalid_argument("VectorIndex::search: the query has another dimension");
    if (k <= 0 || state.rows() == 0)
        return {};

    // Every row is scored anyway, so the best row of each chunk is taken from all of them: exact, and k
    // chunks are found however many rows the best ones own.
    const auto scores = state.scoreRows(query.data());
    std::vector<float> best(state.chunkOfSlot.size(), kLowest);
    for (std::size_t row = 0; row < scores.size(); ++row) {
        float& slotBest = best[state.slotOfRow[row]];
        if (scores[row] > slotBest) // false for a NaN
            slotBest = scores[row];
    }
    for (const ChunkId chunk : masked) {
        if (const auto found = state.slotOfChunk.find(chunk); found != state.slotOfChunk.end())
            best[found->second] = kLowest;
    }

    std::vector<VectorHit> hits;
    hits.reserve(best.size());
    for (std::size_t slot = 0; slot < best.size(); ++slot) {
        if (best[slot] > kLowest)
            hits.push_back({state.chunkOfSlot[slot], best[slot]});
    }
    const auto better = [](const VectorHit& a, const VectorHit& b) {
        return a.score != b.score ? a.score > b.score : a.chunk < b.chunk;
    };
    const std::size_t wanted = std::min(hits.size(), static_cast<std::size_t>(k));
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(wanted), hits.end(), better);
    hits.resize(wanted);
    return hits;
}

Result<void> VectorIndex::save(const std::filesystem::path& path, const IndexStamp& stamp) const {
    const State& state = *m_state;
    if (stamp.dimension != dimension())
        return makeError(ErrorCode::InvalidArgument,
                         "the stamp of " + path.string() + " names another dimension");
    MEMLONG_ASSIGN(IndexFileWriter writer, IndexFileWriter::begin(path, stamp));
    const std::size_t rowBytes = state.index.code_size;
    const auto codes = std::as_bytes(std::span(state.index.codes.data(), state.rows() * rowBytes));
    for (std::size_t row = 0; row < state.rows(); ++row)
        MEMLONG_TRY(
            writer.add(state.chunkOfSlot[state.slotOfRow[row]], codes.subspan(row * rowBytes, rowBytes)));
    return writer.commit();
}

Result<void> VectorIndex::write(const std::filesystem::path& path, const IndexStamp& stamp,
                                const RowSource& source) {
    const faiss::ScalarQuantizer quantizer(static_cast<std::size_t>(stamp.dimension),
                                           faiss::ScalarQuantizer::QT_fp16);
    MEMLONG_ASSIGN(IndexFileWriter writer, IndexFileWriter::begin(path, stamp));
    std::vector<std::uint8_t> codes;
    MEMLONG_TRY(source([&](ChunkId chunk, std::span<const float> rows) -> Result<void> {
        if (rows.size() % quantizer.d != 0)
            return makeError(ErrorCode::Corrupt, "an embedding has another dimension than " + path.string());
        codes.resize(rows.size() / quantizer.d * quantizer.code_size);
        encodeRows(quantizer, rows, codes.data());
        return writer.add(chunk, std::as_bytes(std::span(codes)));
    }));
    return writer.commit();
}

std::optional<IndexStamp> VectorIndex::stampOf(const std::filesystem::path& path) {
    return readIndexStamp(path);
}

Result<VectorIndex> VectorIndex::load(const std::filesystem::path& path, const IndexStamp& expected) {
    MEMLONG_ASSIGN(const auto file, MappedFile::open(path));
    MEMLONG_ASSIGN(const auto rows, decodeIndexFile(file.bytes(), path));
    if (rows.stamp != expected)
        return makeError(ErrorCode::Corrupt,
                         path.string() + " belongs to another state of the session; it is rebuilt");
    try {
        VectorIndex index(rows.stamp.dimension);
        State& state = *index.m_state;
        state.index.codes.resize(rows.codes.size());
        if (!rows.codes.empty())
            std::memcpy(state.index.codes.data(), rows.codes.data(), rows.codes.size());
        state.index.ntotal = static_cast<std::int64_t>(rows.rows);
        state.slotOfRow.reserve(rows.rows);
        for (std::size_t row = 0; row < rows.rows; ++row) {
            ChunkId chunk = 0;
            std::memcpy(&chunk, rows.chunkOfRow.data() + row * sizeof chunk, sizeof chunk);
            state.slotOfRow.push_back(state.slotFor(chunk));
        }
        return index;
    } catch (const std::exception& failure) {
        return makeError(ErrorCode::Corrupt, "cannot load " + path.string() + "; it is rebuilt",
                         failure.what());
    }
}

} // namespace memlong

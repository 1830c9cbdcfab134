#include "engine/memory/vector_index.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/ScalarQuantizer.h>
#include <omp.h>

#include "engine/base/byte_rows.h"
#include "engine/base/files.h"
#include "engine/memory/byte_dot.h"
#include "engine/memory/index_file.h"

namespace memlong {
namespace {

constexpr std::size_t kRowsPerThread = 8192; // fewer are not worth waking a thread
constexpr std::size_t kCopiedAtOnce = std::size_t{16} << 20;
constexpr float kLowest = -std::numeric_limits<float>::infinity();

/// FAISS's name for rows of one byte a number: it decodes to code - 128.
faiss::ScalarQuantizer quantizerOf(int dimension) {
    faiss::ScalarQuantizer quantizer(static_cast<std::size_t>(dimension),
                                     faiss::ScalarQuantizer::QT_8bit_uniform);
    quantizer.trained = {-128.5F, 255.0F}; // its least value and its range; it puts values amid 255 steps
    return quantizer;
}

} // namespace

// A slot is a chunk's place in the tables below; rows name slots so that a search needs no map look-up.
struct VectorIndex::State {
    explicit State(int dimension) : width(static_cast<std::size_t>(dimension)) {}

    std::size_t width;
    std::vector<std::uint8_t> codes; // [rows, width], as of engine/base/byte_rows.h
    std::vector<float> scales;       // [rows]
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
        if (const ByteDot dot = fastByteDot()) {
            const int dimension = static_cast<int>(width);
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
            for (std::int64_t row = 0; row < count; ++row) {
                const auto at = static_cast<std::size_t>(row);
                scores[at] = scales[at] * dot(query, codes.data() + at * width, dimension);
            }
            return scores;
        }
        const faiss::ScalarQuantizer quantizer = quantizerOf(static_cast<int>(width));
#pragma omp parallel num_threads(threads) if (threads > 1)
        {
            const std::unique_ptr<faiss::ScalarQuantizer::SQDistanceComputer> computer(
                quantizer.get_distance_computer(faiss::METRIC_INNER_PRODUCT));
            computer->set_query(query);
#pragma omp for schedule(static)
            for (std::int64_t row = 0; row < count; ++row) {
                const auto at = static_cast<std::size_t>(row);
                scores[at] = scales[at] * computer->query_to_code(codes.data() + at * width);
            }
        }
        return scores;
    }
};

VectorIndex::VectorIndex(int dimension) : m_state(std::make_unique<State>(dimension)) {}
VectorIndex::~VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;

int VectorIndex::dimension() const {
    return static_cast<int>(m_state->width);
}
std::size_t VectorIndex::rows() const {
    return m_state->rows();
}
std::size_t VectorIndex::chunks() const {
    return m_state->chunkOfSlot.size();
}

void VectorIndex::add(ChunkId chunk, std::span<const float> rows) {
    State& state = *m_state;
    if (rows.size() % state.width != 0)
        throw std::invalid_argument("VectorIndex::add: not a whole number of rows");
    const std::size_t count = rows.size() / state.width;
    if (count == 0)
        return;
    const std::uint32_t slot = state.slotFor(chunk);
    for (std::size_t row = 0; row < count; ++row) {
        const std::size_t begin = state.codes.size();
        state.codes.resize(begin + state.width);
        state.scales.push_back(
            encodeByteRow(rows.subspan(row * state.width, state.width), state.codes.data() + begin));
        state.slotOfRow.push_back(slot);
    }
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

    std::vector<ChunkId> keptChunks;
    std::vector<std::uint32_t> newSlot(slotLeaves.size(), 0);
    for (std::size_t slot = 0; slot < slotLeaves.size(); ++slot) {
        newSlot[slot] = static_cast<std::uint32_t>(keptChunks.size());
        if (!slotLeaves[slot])
            keptChunks.push_back(state.chunkOfSlot[slot]);
    }
    std::size_t kept = 0; // rows; they keep their order
    for (std::size_t row = 0; row < state.rows(); ++row) {
        const std::uint32_t slot = state.slotOfRow[row];
        if (slotLeaves[slot])
            continue;
        std::memmove(state.codes.data() + kept * state.width, state.codes.data() + row * state.width,
                     state.width);
        state.scales[kept] = state.scales[row];
        state.slotOfRow[kept++] = newSlot[slot];
    }
    state.codes.resize(kept * state.width);
    state.scales.resize(kept);
    state.slotOfRow.resize(kept);
    state.chunkOfSlot = std::move(keptChunks);
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
    const std::span codes(state.codes);
    for (std::size_t row = 0; row < state.rows(); ++row)
        MEMLONG_TRY(writer.add(state.chunkOfSlot[state.slotOfRow[row]],
                               codes.subspan(row * state.width, state.width), state.scales[row]));
    return writer.commit();
}

Result<void> VectorIndex::write(const std::filesystem::path& path, const IndexStamp& stamp,
                                const RowSource& source) {
    MEMLONG_ASSIGN(IndexFileWriter writer, IndexFileWriter::begin(path, stamp));
    std::vector<std::uint8_t> codes(static_cast<std::size_t>(stamp.dimension));
    MEMLONG_TRY(source([&](ChunkId chunk, std::span<const float> rows) -> Result<void> {
        if (rows.size() % codes.size() != 0)
            return makeError(ErrorCode::Corrupt, "an embedding has another dimension than " + path.string());
        for (std::size_t begin = 0; begin < rows.size(); begin += codes.size()) {
            const float scale = encodeByteRow(rows.subspan(begin, codes.size()), codes.data());
            MEMLONG_TRY(writer.add(chunk, codes, scale));
        }
        return {};
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
        state.scales.resize(rows.rows);
        if (rows.rows > 0)
            std::memcpy(state.scales.data(), rows.scales.data(), rows.scales.size());
        state.slotOfRow.reserve(rows.rows);
        for (std::size_t row = 0; row < rows.rows; ++row) {
            ChunkId chunk = 0;
            std::memcpy(&chunk, rows.chunkOfRow.data() + row * sizeof chunk, sizeof chunk);
            state.slotOfRow.push_back(state.slotFor(chunk));
        }
        // Piece by piece, so that the file's pages and the copy are never in memory together.
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(rows.codes.data());
        state.codes.reserve(rows.codes.size());
        for (std::size_t begin = 0; begin < rows.codes.size(); begin += kCopiedAtOnce) {
            const std::size_t count = std::min(kCopiedAtOnce, rows.codes.size() - begin);
            state.codes.insert(state.codes.end(), bytes + begin, bytes + begin + count);
            file.forget(rows.codes.subspan(begin, count));
        }
        return index;
    } catch (const std::exception& failure) {
        return makeError(ErrorCode::Corrupt, "cannot load " + path.string() + "; it is rebuilt",
                         failure.what());
    }
}

} // namespace memlong

// Inner-product search over chunk embeddings (FAISS).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

using ChunkId = std::int64_t;

struct VectorHit {
    ChunkId chunk = 0;
    float score = 0; // inner product of the chunk's best row
};

/// What an index file must match to be used; anything else and it is rebuilt.
struct IndexStamp {
    std::uint64_t generation = 0; // session generation: changes with every change of the chunk set
    std::string retrieverFingerprint;
    int dimension = 0;
    bool operator==(const IndexStamp&) const = default;
};

/// Exact search over all rows, which are stored in one byte a number. A chunk may own several rows; it is
/// found by its best one.
/// Not thread safe: const members may run together, changes may not.
class VectorIndex {
public:
    explicit VectorIndex(int dimension);
    ~VectorIndex();
    VectorIndex(VectorIndex&&) noexcept;
    VectorIndex& operator=(VectorIndex&&) noexcept;

    int dimension() const;
    std::size_t rows() const;
    std::size_t chunks() const;
    /// `rows` is row-major [n, dimension].
    void add(ChunkId chunk, std::span<const float> rows);
    void remove(std::span<const ChunkId> chunks);
    /// The k best chunks, best first, ties by ascending id; chunks in `masked` are passed over.
    std::vector<VectorHit> search(std::span<const float> query, int k,
                                  std::span<const ChunkId> masked = {}) const;

    /// Atomic replacement of `path`; format: storage/FORMAT.md, "index.faiss".
    Result<void> save(const std::filesystem::path& path, const IndexStamp& stamp) const;
    /// Calls what it is given with the rows of one chunk after another, and ends with the first error.
    using RowSource =
        std::function<Result<void>(const std::function<Result<void>(ChunkId, std::span<const float>)>&)>;
    /// What save() of an index with these rows writes, without holding them. Corrupt when a row has another
    /// dimension than the stamp.
    static Result<void> write(const std::filesystem::path& path, const IndexStamp& stamp,
                              const RowSource& source);
    /// What load() would compare; nothing when there is no such file or it is damaged.
    static std::optional<IndexStamp> stampOf(const std::filesystem::path& path);
    /// Corrupt or NotFound when the file is missing, damaged or stamped otherwise. Never trusts a length in
    /// it.
    static Result<VectorIndex> load(const std::filesystem::path& path, const IndexStamp& expected);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace memlong

// The vector index of a session: index.faiss while it fits the database, else made again from it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/memory/vector_index.h"
#include "engine/retriever/retriever.h"
#include "storage/session_store.h"

namespace memlong {

class SessionIndex {
public:
    /// The index of everything in the store; loads or rebuilds it when it is not the current one. `progress`
    /// may be null.
    Result<const VectorIndex*> current(const SessionStore& store, const Retriever& retriever,
                                       const ProgressFn& progress = {});
    /// Writes index.faiss when it is not up to date, without the index in memory when it is not there yet:
    /// for an ingest, which may add more than fits. A folder that cannot be written gives a log line only.
    Result<void> refreshFile(const SessionStore& store, const Retriever& retriever,
                             const ProgressFn& progress = {});
    /// After the one commit that added `chunks`: keeps an index current that was current before it.
    void added(const SessionStore& store, std::span<const RowId> chunks, std::span<const Embeddings> rows);
    void removed(const SessionStore& store, std::span<const RowId> chunks);
    /// Writes the file when the index is newer than it. A folder that cannot be written gives a log line
    /// only.
    void save(const SessionStore& store);

private:
    /// Whether the index was current before the commit just made; else it is let go.
    bool follow(const SessionStore& store);
    Result<void> writeFile(const SessionStore& store, const IndexStamp& stamp, const ProgressFn& progress);

    std::optional<VectorIndex> m_index;
    IndexStamp m_stamp; // of m_index
    bool m_saved = false;
};

} // namespace memlong

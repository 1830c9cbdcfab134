#include "app/services/session_index.h"

#include "engine/base/log.h"

namespace memlong {
namespace {

std::filesystem::path indexFile(const SessionStore& store) {
    return store.folder() / "index.faiss";
}

Error damagedEmbeddings(const SessionStore& store) {
    return makeError(ErrorCode::Corrupt, "the embeddings in " + store.folder().string() +
                                             " are damaged; run 'memlong session reencode " +
                                             store.folder().filename().string() + "' to make them again");
}

} // namespace

Result<const VectorIndex*> SessionIndex::current(const SessionStore& store, const Retriever& retriever,
                                                 const ProgressFn& progress) {
    const IndexStamp wanted{store.generation(), retriever.fingerprint(), retriever.dimension()};
    if (m_index && m_stamp == wanted)
        return &*m_index;
    const auto use = [&](VectorIndex&& index, bool saved) {
        m_index = std::move(index);
        m_stamp = wanted;
        m_saved = saved;
        return &*m_index;
    };
    auto loaded = VectorIndex::load(indexFile(store), wanted);
    if (loaded)
        return use(std::move(*loaded), true);
    logInfo("the index of " + store.folder().string() + " is made again: " + loaded.error().message);
    // By way of the file, since an index that grows in memory takes up to twice of what it needs.
    if (const auto written = writeFile(store, wanted, progress); !written)
        logWarning("the index is not kept and will be made again next time: " + written.error().message);
    else if ((loaded = VectorIndex::load(indexFile(store), wanted)))
        return use(std::move(*loaded), true);
    VectorIndex rebuilt(wanted.dimension);
    std::uint64_t done = 0;
    bool rightSize = true;
    const auto width = static_cast<std::size_t>(wanted.dimension);
    MEMLONG_TRY(store.visitEmbeddings([&](RowId chunk, std::span<const float> rows) {
        rightSize = rows.size() % width == 0;
        if (!rightSize)
            return false;
        rebuilt.add(chunk, rows);
        if (progress && ++done % 256 == 0)
            progress({"indexing", done, 0, "chunks"});
        return true;
    }));
    if (!rightSize)
        return damagedEmbeddings(store);
    return use(std::move(rebuilt), true); // a file was tried already
}

Result<void> SessionIndex::writeFile(const SessionStore& store, const IndexStamp& stamp,
                                     const ProgressFn& progress) {
    std::uint64_t done = 0;
    return VectorIndex::write(indexFile(store), stamp, [&](const auto& add) -> Result<void> {
        Result<void> added;
        MEMLONG_TRY(store.visitEmbeddings([&](RowId chunk, std::span<const float> rows) {
            added = add(chunk, rows);
            if (progress && ++done % 256 == 0)
                progress({"indexing", done, 0, "chunks"});
            return added.has_value();
        }));
        return added;
    });
}

Result<void> SessionIndex::refreshFile(const SessionStore& store, const Retriever& retriever,
                                       const ProgressFn& progress) {
    if (m_index) {
        save(store);
        return {};
    }
    const IndexStamp wanted{store.generation(), retriever.fingerprint(), retriever.dimension()};
    if (VectorIndex::stampOf(indexFile(store)) == wanted)
        return {};
    const auto written = writeFile(store, wanted, progress);
    if (!written && written.error().code == ErrorCode::Corrupt)
        return damagedEmbeddings(store);
    if (!written)
        logWarning("the index is not kept and will be made when it is needed: " + written.error().message);
    return {};
}

void SessionIndex::added(const SessionStore& store, std::span<const RowId> chunks,
                         std::span<const Embeddings> rows) {
    if (!follow(store))
        return;
    for (std::size_t i = 0; i < chunks.size() && i < rows.size(); ++i)
        m_index->add(chunks[i], rows[i].values);
}

void SessionIndex::removed(const SessionStore& store, std::span<const RowId> chunks) {
    if (follow(store))
        m_index->remove(chunks);
}

bool SessionIndex::follow(const SessionStore& store) {
    if (!m_index)
        return false;
    const std::uint64_t generation = store.generation();
    if (generation != m_stamp.generation + 1) { // another program has changed the session, too
        m_index.reset();
        return false;
    }
    m_stamp.generation = generation;
    m_saved = false;
    return true;
}

void SessionIndex::save(const SessionStore& store) {
    if (!m_index || m_saved)
        return;
    if (const auto saved = m_index->save(indexFile(store), m_stamp); !saved)
        logWarning("the index is not kept and will be made again next time: " + saved.error().message);
    m_saved = true; // tried: a read-only folder is not asked again for every question
}

} // namespace memlong

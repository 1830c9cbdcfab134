// A session on disk: session.db (SQLite, WAL), kv/<document>.kv. The format is storage/FORMAT.md.
// One SessionStore is one connection; it may move between threads but is used by one at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "storage/kv_file.h"
#include "storage/records.h"

namespace memlong {

class SessionStore {
public:
    /// Creates `folder` (its parent must exist) with an empty session, or opens the one in it.
    static Result<SessionStore> create(const std::filesystem::path& folder);
    /// NotFound when there is no session; Corrupt when it is not one of ours; UnsupportedVersion when a newer
    /// version wrote it. Older schemas are migrated after a backup. `readOnly` for a read-only medium.
    static Result<SessionStore> open(const std::filesystem::path& folder, bool readOnly = false);
    SessionStore(SessionStore&&) noexcept;
    SessionStore& operator=(SessionStore&&) noexcept;
    ~SessionStore();

    const std::filesystem::path& folder() const;
    /// Changes with every change of the chunk set or of embeddings; stamps index.faiss.
    std::uint64_t generation() const;

    /// What `work` writes is there as a whole once it returns a value, and not at all when it fails or the
    /// program ends meanwhile. Other writers wait. Not to be nested.
    Result<void> transaction(const std::function<Result<void>()>& work);

    // Settings and fingerprints: free-form keys ("retriever.fingerprint", "decoder.name",
    // "bank.budget_tokens").
    Result<std::optional<std::string>> setting(const std::string& key) const;
    Result<void> setSetting(const std::string& key, const std::string& value);

    // Documents.
    Result<RowId> addDocument(const DocumentRow& document);
    Result<void> updateDocument(const DocumentRow& document); // every field but id, hash and derived ones
    Result<std::vector<DocumentRow>> documents() const;       // in order of adding
    Result<std::optional<DocumentRow>> documentByHash(const std::string& contentHash) const;
    Result<void> removeDocument(RowId document); // with chunks, terms, embeddings and K/V file

    // Chunks.
    /// One transaction: K/V slots are written and synced first, then rows, terms and embeddings. After a
    /// crash either all of the batch is there or nothing of it. Returns the new ids in order.
    Result<std::vector<RowId>> addChunks(RowId document, std::span<const NewChunk> chunks);
    Result<std::vector<ChunkRow>>
    chunks(std::span<const RowId> ids) const; // in the order asked; NotFound if one is missing
    Result<std::optional<RowId>> chunkAt(RowId document, int ordinal) const;
    Result<std::vector<RowId>>
    chunkIds(std::optional<RowId> document = {}) const; // in document and ordinal order
    /// Calls `visit` for each chunk in order without loading all of them; stops when it returns false.
    Result<void> visitChunks(const std::function<bool(const ChunkRow&)>& visit) const;

    // Search.
    /// BM25 over search terms, best first. `terms` as made by the same analysis as `NewChunk::searchTerms`;
    /// any of them may match. Chunks in `masked` are passed over.
    Result<std::vector<TextHit>> searchText(std::span<const std::string> terms, int k,
                                            std::span<const RowId> masked = {}) const;
    Result<void> setEmbeddings(RowId chunk,
                               std::span<const float> rows); // replaces; row-major [n, dimension]
    /// Calls `visit(chunk, rows)` for every chunk that has embeddings.
    Result<void> visitEmbeddings(const std::function<bool(RowId, std::span<const float>)>& visit) const;
    Result<std::vector<RowId>> chunksWithoutEmbeddings() const; // or with damaged ones

    // Memory.
    Result<void> addTriggers(std::span<const RowId> chunks); // +1 each, and the time
    Result<void> setPinned(RowId chunk, bool pinned);
    struct TriggerRow {
        RowId chunk = 0;
        std::uint64_t triggers = 0;
        bool pinned = false;
        int tokens = 0;
    };
    Result<std::vector<TriggerRow>> triggerRows() const; // every chunk, in document and ordinal order

    // K/V of the memory layer. `fingerprint` is that of the decoder; blocks of another one are invisible.
    Result<void> useKvLayout(const KvLayout& layout); // call once after opening, when a decoder is loaded
    Result<std::vector<std::byte>>
    readKv(RowId chunk) const; // NotFound when none for the layout in use; Corrupt on a bad checksum
    Result<bool> hasKv(RowId chunk) const;
    Result<void> writeKv(RowId chunk,
                         std::span<const std::byte> block); // synced before the row that names it
    Result<std::vector<RowId>> chunksWithoutKv() const;
    /// Those of the layout in use whose block is named but cannot be read any more. Reads every block.
    Result<std::vector<RowId>> chunksWithDamagedKv(std::stop_token stop) const;

    // Conversation.
    Result<RowId> addMessage(const MessageRow& message);
    /// Saves text so far of an answer being streamed; cheap enough for several times a second.
    Result<void> updateMessage(const MessageRow& message);
    Result<std::vector<MessageRow>> messages() const;
    Result<void> removeMessagesFrom(RowId message); // it and all later ones
    /// It and, when the user wrote it, the answers that follow up to the next question.
    Result<void> removeMessage(RowId message);

    /// Every contradiction between rows, terms, embeddings, K/V slots and files; empty when all is well.
    Result<std::vector<std::string>> verify(const ProgressFn& progress, std::stop_token stop) const;
    Result<SessionSummary> summary() const;
    /// One `.memlong` archive (a tar, zstd) of the session folder; consistent even while it is in use.
    Result<void> exportTo(const std::filesystem::path& archive, const ProgressFn& progress,
                          std::stop_token stop) const;
    /// Moves what is in the write-ahead log into the database file.
    Result<void> checkpoint();

private:
    struct State;
    explicit SessionStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Unpacks an archive into `folder`, which must not exist. Sizes are limited, paths checked, the session
/// verified before it appears under its name; a bad archive leaves nothing behind.
Result<void> importSession(const std::filesystem::path& archive, const std::filesystem::path& folder,
                           const ProgressFn& progress, std::stop_token stop);

} // namespace memlong

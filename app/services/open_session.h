// One session in use: its store and what belongs to it, opened on first need. The pipelines work on it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/services/chunk_encoder.h"
#include "app/services/model_host.h"
#include "app/services/resident_memory.h"
#include "app/services/session_index.h"
#include "engine/base/result.h"
#include "storage/session_store.h"

namespace memlong {

/// What all chunks of a session have in common; fixed by its first ingest.
struct SessionFormat {
    int chunkTokens = 256;
    std::string tokenizerName; // the decoder it belongs to; empty: built-in
    std::shared_ptr<const Tokenizer> tokenizer;
};

class OpenSession {
public:
    /// Opens what is there. A missing session is NotFound unless `create`: then its first ingest makes it.
    static Result<OpenSession> open(std::string name, std::shared_ptr<ModelHost> models, bool create);

    const std::string& name() const { return m_name; }
    ModelHost& models() { return *m_models; }
    std::filesystem::path folder() const { return m_models->folders().session(m_name); }

    bool exists() const { return m_store.has_value(); }
    bool writable() const { return m_store.has_value() && m_writable; }
    /// NotFound while nothing has been ingested.
    Result<SessionStore*> store();
    /// Io when the session is on a read-only medium.
    Result<SessionStore*> writableStore();
    /// Makes the session on disk, empty, or opens what another program has made meanwhile: InvalidArgument
    /// when that one has other chunks or another retriever.
    Result<SessionStore*> create(const SessionFormat& format, const Retriever& retriever);

    /// Of the session, or what a new one would get: the tokenizer of `decoderName`, or the built-in one.
    Result<SessionFormat> format(int chunkTokens, const std::string& decoderName);

    /// The one that was asked for, else the session's. InvalidArgument when the session's embeddings are of
    /// another one.
    Result<std::shared_ptr<Retriever>> retriever();
    /// The one that was asked for, which the session then keeps, else the session's; null when there is none.
    Result<std::shared_ptr<Reranker>> reranker();

    /// The name of the decoder to use: asked for, else the session's, else the default; empty when there is
    /// none.
    Result<std::string> decoderName();
    /// Whether the user named the decoder: then a failure to load it is an error and not a reason to go
    /// without.
    bool decoderAskedFor() const { return !m_models->options().model.empty(); }
    /// Loads `decoderName` and makes its keys and values the session's current ones.
    Result<ChunkEncoder*> encoder(const std::string& decoderName);

    SessionIndex& index() { return m_index; }
    Result<ResidentMemory*> memory();
    /// From the store, the index and the memory.
    Result<void> removeDocument(RowId document);

private:
    OpenSession(std::string name, std::shared_ptr<ModelHost> models);
    Result<void> openStore();
    Result<void> mustAgree(const SessionFormat& format, const Retriever& retriever);

    std::string m_name;
    std::shared_ptr<ModelHost> m_models;
    std::optional<SessionStore> m_store;
    bool m_writable = false;
    SessionIndex m_index;
    std::optional<ResidentMemory> m_memory;
    std::optional<ChunkEncoder> m_encoder;
    std::string m_encoderName;
};

} // namespace memlong

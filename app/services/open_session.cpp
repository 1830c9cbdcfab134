#include "app/services/open_session.h"

#include <unistd.h>

#include "app/services/model_catalog.h"
#include "app/services/session_catalog.h"
#include "app/services/settings.h"
#include "engine/base/log.h"

namespace memlong {

OpenSession::OpenSession(std::string name, std::shared_ptr<ModelHost> models)
    : m_name(std::move(name)), m_models(std::move(models)) {}

Result<OpenSession> OpenSession::open(std::string name, std::shared_ptr<ModelHost> models, bool create) {
    MEMLONG_TRY(checkName(name, "session"));
    OpenSession session(std::move(name), std::move(models));
    std::error_code error;
    if (std::filesystem::exists(session.folder() / "session.db", error)) {
        MEMLONG_TRY(session.openStore());
    } else if (!create) {
        return noSuchSession(session.m_models->folders(), session.m_name);
    }
    return session;
}

Result<void> OpenSession::openStore() {
    m_writable = ::access(folder().c_str(), W_OK) == 0;
    MEMLONG_ASSIGN(m_store, SessionStore::open(folder(), !m_writable));
    MEMLONG_ASSIGN(const std::string layoutText, settings::text(*m_store, settings::kKvLayout));
    if (const auto layout = settings::kvLayoutFromText(layoutText))
        MEMLONG_TRY(m_store->useKvLayout(*layout));
    return {};
}

Result<SessionStore*> OpenSession::store() {
    if (m_store)
        return &*m_store;
    return makeError(ErrorCode::NotFound, "the session \"" + m_name +
                                              "\" is empty; put documents into it with 'memlong "
                                              "ingest --session \"" +
                                              m_name + "\" FILE'");
}

Result<SessionStore*> OpenSession::writableStore() {
    MEMLONG_ASSIGN(SessionStore* const opened, store());
    if (m_writable)
        return opened;
    return makeError(ErrorCode::Io, folder().string() +
                                        " cannot be written to; check its permissions or copy the "
                                        "session to another data folder (--data-dir)");
}

Result<SessionStore*> OpenSession::create(const SessionFormat& format, const Retriever& retriever) {
    MEMLONG_TRY(makeWritableFolder(m_models->folders().sessions()));
    MEMLONG_ASSIGN(m_store, SessionStore::create(folder()));
    m_writable = true;
    MEMLONG_TRY(m_store->transaction([&]() -> Result<void> {
        MEMLONG_ASSIGN(const std::string made, settings::text(*m_store, settings::kTokenizerFingerprint));
        if (!made.empty())
            return mustAgree(format, retriever);
        MEMLONG_TRY(m_store->setSetting(settings::kChunkTokens, std::to_string(format.chunkTokens)));
        MEMLONG_TRY(m_store->setSetting(settings::kTokenizerName, format.tokenizerName));
        const std::string& asked = m_models->options().retriever;
        MEMLONG_TRY(m_store->setSetting(settings::kRetrieverName, asked.empty() ? kBuiltinRetriever : asked));
        MEMLONG_TRY(m_store->setSetting(settings::kRetrieverFingerprint, retriever.fingerprint()));
        MEMLONG_TRY(
            m_store->setSetting(settings::kRetrieverDimension, std::to_string(retriever.dimension())));
        return m_store->setSetting(settings::kTokenizerFingerprint, format.tokenizer->fingerprint());
    }));
    return &*m_store;
}

Result<void> OpenSession::mustAgree(const SessionFormat& format, const Retriever& retriever) {
    MEMLONG_ASSIGN(const std::uint64_t tokens, settings::number(*m_store, settings::kChunkTokens, 256));
    MEMLONG_ASSIGN(const std::string tokenizer, settings::text(*m_store, settings::kTokenizerFingerprint));
    MEMLONG_ASSIGN(const std::string embedded, settings::text(*m_store, settings::kRetrieverFingerprint));
    if (tokens == static_cast<std::uint64_t>(format.chunkTokens) &&
        tokenizer == format.tokenizer->fingerprint() && embedded == retriever.fingerprint())
        return {};
    return makeError(ErrorCode::InvalidArgument, "another program has made the session \"" + m_name +
                                                     "\" meanwhile, with other chunks or another "
                                                     "retriever; run the command again to add to it");
}

Result<SessionFormat> OpenSession::format(int chunkTokens, const std::string& decoderName) {
    SessionFormat format;
    std::string fingerprint;
    if (m_store) {
        MEMLONG_ASSIGN(fingerprint, settings::text(*m_store, settings::kTokenizerFingerprint));
    }
    if (fingerprint.empty()) { // new, or its creation was cut short
        if (chunkTokens != 256 && chunkTokens != 512)
            return makeError(ErrorCode::InvalidArgument,
                             "chunks have 256 or 512 tokens, not " + std::to_string(chunkTokens));
        format.chunkTokens = chunkTokens;
        format.tokenizerName = decoderName;
        MEMLONG_ASSIGN(format.tokenizer, m_models->tokenizer(decoderName));
        return format;
    }
    MEMLONG_ASSIGN(const std::uint64_t stored, settings::number(*m_store, settings::kChunkTokens, 256));
    format.chunkTokens = static_cast<int>(stored);
    MEMLONG_ASSIGN(format.tokenizerName, settings::text(*m_store, settings::kTokenizerName));
    auto tokenizer = m_models->tokenizer(format.tokenizerName);
    if (!tokenizer) // the model may be gone, and its tokenizer that of another
        for (const std::string& other : {decoderName, std::string()})
            if (auto same = m_models->tokenizer(other); same && (*same)->fingerprint() == fingerprint)
                tokenizer = std::move(same);
    if (!tokenizer)
        return makeError(tokenizer.error().code,
                         "the session \"" + m_name + "\" was made with the tokenizer of the model \"" +
                             format.tokenizerName +
                             "\", which is needed to add to it: " + tokenizer.error().message +
                             "; add that model again, or put new documents into a new session",
                         tokenizer.error().detail);
    format.tokenizer = *tokenizer;
    if (format.tokenizer->fingerprint() != fingerprint)
        return makeError(ErrorCode::InvalidArgument,
                         "the tokenizer " +
                             (format.tokenizerName.empty()
                                  ? "that comes with the program"
                                  : "of the model \"" + format.tokenizerName + "\"") +
                             " is not the one that the session \"" + m_name +
                             "\" was made with; put new documents into a new session");
    return format;
}

Result<std::shared_ptr<Retriever>> OpenSession::retriever() {
    std::string storedName;
    std::string storedFingerprint;
    if (m_store) {
        MEMLONG_ASSIGN(storedName, settings::text(*m_store, settings::kRetrieverName));
        MEMLONG_ASSIGN(storedFingerprint, settings::text(*m_store, settings::kRetrieverFingerprint));
    }
    const std::string& asked = m_models->options().retriever;
    const std::string name = !asked.empty() ? asked : !storedName.empty() ? storedName : kBuiltinRetriever;
    MEMLONG_ASSIGN(auto loaded, m_models->retriever(name));
    if (storedFingerprint.empty() || loaded->fingerprint() == storedFingerprint)
        return loaded;
    const std::string reencode = "run 'memlong session reencode \"" + m_name + "\" --retriever " + name + "'";
    if (name == storedName)
        return makeError(ErrorCode::InvalidArgument,
                         "the retriever \"" + name + "\" has changed since the session \"" + m_name +
                             "\" was made; " + reencode + ", or search by words only with --retrieval bm25");
    return makeError(ErrorCode::InvalidArgument, "the session \"" + m_name +
                                                     "\" was made with the retriever \"" + storedName +
                                                     "\", not \"" + name + "\"; " + reencode +
                                                     " to change it, or use --retriever " + storedName);
}

Result<std::shared_ptr<Reranker>> OpenSession::reranker() {
    MEMLONG_ASSIGN(SessionStore* const opened, store());
    MEMLONG_ASSIGN(std::string name, settings::text(*opened, settings::kRerankerName));
    std::string asked = m_models->options().reranker;
    const bool changes = !asked.empty() && asked != (name.empty() ? kNoReranker : name);
    if (changes)
        name = asked == kNoReranker ? std::string() : std::move(asked);
    std::shared_ptr<Reranker> loaded;
    if (!name.empty()) {
        auto found = m_models->reranker(name);
        if (!found && !changes)
            return makeError(found.error().code, found.error().message +
                                                     " (the session keeps that name; --reranker none goes "
                                                     "without)");
        MEMLONG_ASSIGN(loaded, std::move(found));
    }
    if (changes && m_writable)
        MEMLONG_TRY(opened->setSetting(settings::kRerankerName, name));
    return loaded;
}

Result<std::string> OpenSession::decoderName() {
    if (decoderAskedFor())
        return m_models->options().model;
    if (m_store) {
        MEMLONG_ASSIGN(std::string stored, settings::text(*m_store, settings::kDecoderName));
        if (!stored.empty())
            return stored;
    }
    const std::optional<ModelEntry> standard = defaultDecoder(m_models->folders());
    return standard ? standard->name : std::string();
}

Result<ChunkEncoder*> OpenSession::encoder(const std::string& decoderName) {
    MEMLONG_ASSIGN(auto decoder, m_models->decoder(decoderName));
    if (m_encoder && &m_encoder->decoder() == decoder.get() && m_encoderName == decoderName)
        return &*m_encoder;
    MEMLONG_ASSIGN(SessionStore* const opened, store());
    MEMLONG_ASSIGN(const std::string fingerprint, settings::text(*opened, settings::kTokenizerFingerprint));
    MEMLONG_ASSIGN(const std::uint64_t chunkTokens, settings::number(*opened, settings::kChunkTokens, 256));
    m_encoder.emplace(std::move(decoder), fingerprint, static_cast<int>(chunkTokens));
    m_encoderName = decoderName;
    MEMLONG_TRY(opened->useKvLayout(m_encoder->layout()));
    MEMLONG_ASSIGN(ResidentMemory* const resident, memory());
    resident->useLayout(m_encoder->layout());
    if (m_writable) {
        MEMLONG_TRY(opened->setSetting(settings::kKvLayout, settings::kvLayoutText(m_encoder->layout())));
        MEMLONG_TRY(opened->setSetting(settings::kDecoderName, decoderName));
    }
    return &*m_encoder;
}

Result<ResidentMemory*> OpenSession::memory() {
    if (!m_memory) {
        MEMLONG_ASSIGN(SessionStore* const opened, store());
        MEMLONG_ASSIGN(m_memory, ResidentMemory::open(*opened));
    }
    return &*m_memory;
}

Result<void> OpenSession::removeDocument(RowId document) {
    MEMLONG_ASSIGN(SessionStore* const opened, writableStore());
    MEMLONG_ASSIGN(ResidentMemory* const resident, memory());
    MEMLONG_ASSIGN(const std::vector<RowId> chunks, opened->chunkIds(document));
    MEMLONG_TRY(opened->removeDocument(document));
    m_index.removed(*opened, chunks);
    resident->removed(chunks);
    return {};
}

} // namespace memlong

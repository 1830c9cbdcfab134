#include "app/services/session.h"

#include <algorithm>

#include "app/services/answer_pipeline.h"
#include "app/services/conversation.h"
#include "app/services/guard.h"
#include "app/services/ingest_pipeline.h"
#include "app/services/open_session.h"
#include "app/services/reencode_pipeline.h"
#include "app/services/search_pipeline.h"
#include "app/services/session_report.h"
#include "app/services/settings.h"
#include "app/services/stored_messages.h"

namespace memlong {
namespace {

class StoredSession final : public Session {
public:
    explicit StoredSession(OpenSession session)
        : m_session(std::move(session)), m_search(m_session), m_answers(m_session, m_search) {}

    Result<SessionDetails> details() override {
        return withoutExceptions([&] { return sessionDetails(m_session); });
    }

    Result<IngestReport> ingest(const std::vector<std::filesystem::path>& sources,
                                const IngestOptions& options,
                                const std::function<void(const IngestProgress&)>& onProgress,
                                std::stop_token stop) override {
        return withoutExceptions([&]() -> Result<IngestReport> {
            std::vector<IngestSource> files;
            std::vector<std::pair<std::size_t, IngestedDocument>> unusable; // before files[first]
            for (const auto& source : sources) {
                const auto found = collectDocuments(source);
                if (found) {
                    for (const auto& file : *found)
                        files.push_back({file, std::nullopt});
                    continue;
                }
                IngestedDocument problem;
                problem.path = source.string();
                problem.title = source.stem().string();
                problem.problem = found.error().message;
                problem.code = found.error().code;
                if (options.onDocument)
                    options.onDocument(problem);
                unusable.emplace_back(files.size(), std::move(problem));
            }
            IngestReport report;
            if (!files.empty() || unusable.empty()) {
                MEMLONG_ASSIGN(report,
                               IngestPipeline(m_session, options, onProgress, std::move(stop)).run(files));
            }
            for (auto problem = unusable.rbegin(); problem != unusable.rend(); ++problem) {
                const auto at = std::min(problem->first, report.documents.size());
                report.documents.insert(report.documents.begin() + static_cast<std::ptrdiff_t>(at),
                                        std::move(problem->second));
            }
            return report;
        });
    }

    Result<IngestReport> ingestText(std::string text, std::string name, const IngestOptions& options,
                                    const std::function<void(const IngestProgress&)>& onProgress,
                                    std::stop_token stop) override {
        return withoutExceptions([&] {
            return IngestPipeline(m_session, options, onProgress, std::move(stop))
                .run({{name, std::move(text)}});
        });
    }

    Result<void> removeDocument(Id document) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.writableStore());
            MEMLONG_ASSIGN(const SessionLock lock, SessionLock::take(m_session.folder()));
            MEMLONG_TRY(m_session.removeDocument(document));
            m_session.index().save(*store);
            MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
            return memory->save(*store);
        });
    }

    Result<SearchReport> search(const std::string& query, const SearchOptions& options) override {
        return withoutExceptions([&]() -> Result<SearchReport> {
            MEMLONG_ASSIGN(FoundChunks found, m_search.search(query, options, {}));
            return std::move(found.report);
        });
    }

    Result<AskReport> ask(const std::string& question, const AskOptions& options, const AskEvents& events,
                          std::stop_token stop) override {
        return withoutExceptions([&] { return m_answers.ask(question, options, events, std::move(stop)); });
    }

    Result<std::vector<MemoryChunkInfo>> memory() override {
        return withoutExceptions([&] { return memoryChunkInfos(m_session); });
    }

    Result<void> setPinned(const std::vector<Id>& chunks, bool pinned) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.writableStore());
            MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
            MEMLONG_ASSIGN(const std::vector<ChunkRow> rows, store->chunks(chunks)); // all of them exist
            for (const ChunkRow& row : rows) {
                MEMLONG_ASSIGN(const bool hasKv, store->hasKv(row.id));
                MEMLONG_TRY(memory->setPinned(row.id, static_cast<int>(row.tokenEnd - row.tokenBegin), hasKv,
                                              pinned));
                MEMLONG_TRY(store->setPinned(row.id, pinned));
            }
            return memory->save(*store);
        });
    }

    Result<void> setBudget(std::uint64_t tokens) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.writableStore());
            MEMLONG_ASSIGN(const std::uint64_t least, settings::number(*store, settings::kChunkTokens, 256));
            if (tokens < least)
                return makeError(ErrorCode::InvalidArgument,
                                 "the memory budget must hold at least one chunk of " +
                                     std::to_string(least) + " tokens");
            MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
            return memory->setBudget(*store, tokens);
        });
    }

    Result<std::vector<std::string>> verify(const ProgressFn& progress, std::stop_token stop) override {
        return withoutExceptions([&]() -> Result<std::vector<std::string>> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
            return store->verify(progress, std::move(stop));
        });
    }

    Result<void> exportTo(const std::filesystem::path& archive, const ProgressFn& progress,
                          std::stop_token stop) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
            return store->exportTo(archive, progress, std::move(stop));
        });
    }

    Result<void> reencode(const std::function<void(const IngestProgress&)>& onProgress,
                          std::stop_token stop) override {
        return withoutExceptions([&] { return reencodeSession(m_session, onProgress, stop); });
    }

    Result<void> clearConversation() override {
        return withoutExceptions([&] { return forgetConversation(m_session); });
    }

    Result<std::vector<ChatMessage>> messages() override {
        return withoutExceptions([&] { return storedMessages(m_session); });
    }

    Result<void> removeMessage(Id message) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.writableStore());
            return store->removeMessage(message);
        });
    }

    Result<void> removeMessagesFrom(Id message) override {
        return withoutExceptions([&]() -> Result<void> {
            MEMLONG_ASSIGN(SessionStore* const store, m_session.writableStore());
            return store->removeMessagesFrom(message);
        });
    }

private:
    OpenSession m_session;
    SearchPipeline m_search;
    AnswerPipeline m_answers;
};

} // namespace

Result<std::vector<std::filesystem::path>> listDocuments(const std::filesystem::path& root) {
    return withoutExceptions([&] { return collectDocuments(root); });
}

Result<std::unique_ptr<Session>> makeSession(const std::string& name, std::shared_ptr<ModelHost> models,
                                             bool create) {
    return withoutExceptions([&]() -> Result<std::unique_ptr<Session>> {
        MEMLONG_ASSIGN(OpenSession session, OpenSession::open(name, std::move(models), create));
        return std::unique_ptr<Session>(std::make_unique<StoredSession>(std::move(session)));
    });
}

} // namespace memlong

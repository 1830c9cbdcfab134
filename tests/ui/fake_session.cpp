#include "tests/ui/fake_session.h"

#include <chrono>
#include <string>
#include <thread>

namespace memlong::test {
namespace {

class FakeSession final : public Session {
public:
    FakeSession(std::unique_ptr<Session> real, FakeAnswers answers)
        : m_real(std::move(real)), m_answers(std::move(answers)) {}

    Result<AskReport> ask(const std::string& question, const AskOptions& options, const AskEvents& events,
                          std::stop_token stop) override {
        if (m_answers.failure) {
            AskOptions quotes = options;
            quotes.quotesOnly = true;
            if (m_answers.storesFailures && options.keep)
                MEMLONG_TRY(m_real->ask(question, quotes, events, stop));
            return *m_answers.failure;
        }
        MEMLONG_ASSIGN(SearchReport found, m_real->search(question, options.search));
        AskReport report;
        report.search = found;
        report.mode = "memory";
        if (events.onEvidence)
            events.onEvidence(report.search, report.quotes);
        const std::string words = "Bees – 蜂 – hum. ";
        while (!stop.stop_requested()) { // byte by byte: characters are cut in the middle
            const std::string piece(1, words[report.answer.size() % words.size()]);
            report.answer += piece;
            if (events.onText)
                events.onText(piece);
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        report.answer.resize(report.answer.size() / words.size() * words.size());
        report.stopped = true;
        return report;
    }

    Result<SessionDetails> details() override { return m_real->details(); }
    Result<IngestReport> ingest(const std::vector<std::filesystem::path>& sources,
                                const IngestOptions& options,
                                const std::function<void(const IngestProgress&)>& onProgress,
                                std::stop_token stop) override {
        if (m_answers.onIngest)
            m_answers.onIngest(options);
        return m_real->ingest(sources, options, onProgress, stop);
    }
    Result<IngestReport> ingestText(std::string text, std::string name, const IngestOptions& options,
                                    const std::function<void(const IngestProgress&)>& onProgress,
                                    std::stop_token stop) override {
        return m_real->ingestText(std::move(text), std::move(name), options, onProgress, stop);
    }
    Result<void> removeDocument(Id document) override { return m_real->removeDocument(document); }
    Result<SearchReport> search(const std::string& query, const SearchOptions& options) override {
        return m_real->search(query, options);
    }
    Result<std::vector<MemoryChunkInfo>> memory() override { return m_real->memory(); }
    Result<void> setPinned(const std::vector<Id>& chunks, bool pinned) override {
        return m_real->setPinned(chunks, pinned);
    }
    Result<void> setBudget(std::uint64_t tokens) override { return m_real->setBudget(tokens); }
    Result<std::vector<std::string>> verify(const ProgressFn& progress, std::stop_token stop) override {
        return m_real->verify(progress, stop);
    }
    Result<void> exportTo(const std::filesystem::path& archive, const ProgressFn& progress,
                          std::stop_token stop) override {
        return m_real->exportTo(archive, progress, stop);
    }
    Result<void> reencode(const std::function<void(const IngestProgress&)>& onProgress,
                          std::stop_token stop) override {
        return m_real->reencode(onProgress, stop);
    }
    Result<void> clearConversation() override { return m_real->clearConversation(); }
    Result<std::vector<ChatMessage>> messages() override { return m_real->messages(); }
    Result<void> removeMessage(Id message) override { return m_real->removeMessage(message); }
    Result<void> removeMessagesFrom(Id message) override { return m_real->removeMessagesFrom(message); }

private:
    std::unique_ptr<Session> m_real;
    FakeAnswers m_answers;
};

} // namespace

ui::SessionOpener FakeAnswers::opener() const {
    return [answers = *this](Application& application,
                             const std::string& name) -> Result<std::unique_ptr<Session>> {
        MEMLONG_ASSIGN(std::unique_ptr<Session> real, application.openSession(name, false));
        return std::unique_ptr<Session>(std::make_unique<FakeSession>(std::move(real), answers));
    };
}

} // namespace memlong::test

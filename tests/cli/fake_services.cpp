// The services with canned answers, linked into memlong-fake in place of the real ones: hostile text, slow
// answers and failures that real documents seldom give. Sessions are "books" and "two words"; nothing is
// stored.
#include <chrono>
#include <thread>

#include "app/services/application.h"
#include "app/services/document_pages.h"
#include "app/services/folders.h"
#include "app/services/model_catalog.h"
#include "app/services/model_download.h"

namespace memlong {
namespace {

constexpr const char* kHostile = "plain \x1b[31mred\x1b[0m \xC2\x9B"
                                 "5n bell\x07 \xE2\x80\xAEreversed";

SearchResult fakeResult() {
    SearchResult result;
    result.chunk = 41;
    result.document = 1;
    result.title = kHostile;
    result.path = "/books/treasure.pdf";
    result.pageFirst = 12;
    result.pageLast = 13;
    result.charBegin = 100;
    result.charEnd = 200;
    result.score = 0.5;
    result.bm25Score = 7.25;
    result.rank = 1;
    result.triggers = 3;
    result.text = kHostile;
    return result;
}

SearchReport fakeSearch(const std::string& query) {
    SearchReport report;
    report.query = query;
    report.results = {fakeResult()};
    report.totalMs = 1.5;
    return report;
}

class FakeSession : public Session {
public:
    Result<SessionDetails> details() override {
        SessionDetails details;
        details.name = "books";
        details.documents = {{1, kHostile, "/books/treasure.pdf", "ready", "", "pdf", 292, 420, 107000}};
        details.chunks = 420;
        details.tokens = 107000;
        details.chunkTokens = 256;
        details.retriever = "builtin";
        return details;
    }

    /// The file name says what becomes of it: "corrupt", "missing", "encrypted", "scanned", "slow" or fine.
    Result<IngestReport> ingest(const std::vector<std::filesystem::path>& sources, const IngestOptions&,
                                const std::function<void(const IngestProgress&)>& onProgress,
                                std::stop_token stop) override {
        using Outcome = IngestedDocument::Outcome;
        IngestReport report;
        for (const auto& source : sources) {
            IngestedDocument document;
            document.path = source.string();
            document.title = source.stem().string();
            const std::string name = source.filename().string();
            if (name == "corrupt" || name == "missing") {
                document.outcome = Outcome::Failed;
                document.code = name == "corrupt" ? ErrorCode::Corrupt : ErrorCode::NotFound;
                document.problem = source.string() + " is " + name;
            } else if (name == "encrypted") {
                document.outcome = Outcome::Encrypted;
                document.code = ErrorCode::BadInput;
                document.problem = source.string() + " is encrypted; pass --password";
            } else if (name == "scanned") {
                document.outcome = Outcome::Scanned;
                document.problem = source.string() + " has no text layer; pass --ocr";
            } else if (name == "slow") {
                for (int i = 0; i < 600 && !stop.stop_requested(); ++i) {
                    onProgress({1,
                                1,
                                source.string(),
                                {"reading", static_cast<std::uint64_t>(i), 600, "pages"},
                                10,
                                5});
                    std::this_thread::sleep_for(std::chrono::milliseconds(100));
                }
                document.outcome = Outcome::Cancelled;
                report.cancelled = true;
            } else {
                document.outcome = Outcome::Added;
                document.chunks = 2;
                document.tokens = 300;
                document.pageProblems = {{7, "unreadable"}, {8, "unreadable"}, {11, "unreadable"}};
                report.chunks += 2;
                report.tokens += 300;
            }
            report.documents.push_back(document);
        }
        report.seconds = 1;
        return report;
    }

    Result<IngestReport> ingestText(std::string text, std::string name, const IngestOptions&,
                                    const std::function<void(const IngestProgress&)>&,
                                    std::stop_token) override {
        IngestReport report;
        IngestedDocument document;
        document.outcome = IngestedDocument::Outcome::Added;
        document.title = name;
        document.tokens = static_cast<std::int64_t>(text.size());
        report.documents = {document};
        return report;
    }

    Result<void> removeDocument(Id) override { return {}; }
    Result<SearchReport> search(const std::string& query, const SearchOptions&) override {
        return fakeSearch(query);
    }

    /// "fail" fails; "slow" streams until it is stopped; "masked" answers with what is masked.
    Result<AskReport> ask(const std::string& question, const AskOptions& options, const AskEvents& events,
                          std::stop_token stop) override {
        if (question == "fail")
            return makeError(ErrorCode::Corrupt, "the index is damaged", "detail");
        AskReport report;
        report.search = fakeSearch(question);
        report.quotes = {{kHostile, 1, "Treasure Island", 12, 100, 120, 41, 0.9}};
        report.mode = "context";
        report.model = "fake";
        if (events.onEvidence)
            events.onEvidence(report.search, report.quotes);
        std::vector<std::string> pieces = {"An answer ", "with \x1b]0;title\x07 escapes."};
        if (question == "masked")
            for (const Id id : options.search.masked)
                pieces.push_back(" " + std::to_string(id));
        const bool slow = question == "slow";
        for (std::size_t i = 0; (i < pieces.size() || (slow && i < 600)) && !stop.stop_requested(); ++i) {
            const std::string piece = i < pieces.size() ? pieces[i] : " more";
            report.answer += piece;
            if (events.onText)
                events.onText(piece);
            if (slow)
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        report.stopped = stop.stop_requested();
        report.tokens = 2;
        report.notice = "a notice";
        return report;
    }

    Result<std::vector<MemoryChunkInfo>> memory() override {
        MemoryChunkInfo chunk;
        chunk.chunk = 41;
        chunk.title = "Treasure Island";
        chunk.snippet = kHostile;
        return std::vector{chunk};
    }
    Result<void> setPinned(const std::vector<Id>&, bool) override { return {}; }
    Result<void> setBudget(std::uint64_t) override { return {}; }
    Result<std::vector<std::string>> verify(const ProgressFn&, std::stop_token) override {
        return std::vector<std::string>{"chunk 7: checksum"};
    }
    Result<void> exportTo(const std::filesystem::path&, const ProgressFn&, std::stop_token) override {
        return makeError(ErrorCode::Io, "the disk is full; free some space");
    }
    Result<void> reencode(const std::function<void(const IngestProgress&)>&, std::stop_token) override {
        return {};
    }
    Result<void> clearConversation() override { return {}; }
    Result<std::vector<ChatMessage>> messages() override { return std::vector<ChatMessage>(); }
    Result<void> removeMessage(Id) override { return {}; }
    Result<void> removeMessagesFrom(Id) override { return {}; }
};

} // namespace

struct Application::State {
    ApplicationOptions options;
};

Application::Application(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Application::Application(Application&&) noexcept = default;
Application& Application::operator=(Application&&) noexcept = default;
Application::~Application() = default;

Result<Application> Application::open(ApplicationOptions options) {
    if (options.model == "throw")
        throw std::runtime_error("thrown");
    return Application(std::make_unique<State>(State{std::move(options)}));
}

Result<std::vector<SessionDetails>> Application::sessions() const {
    SessionDetails books, words;
    books.name = "books";
    words.name = "two words";
    return std::vector{books, words};
}

Result<std::unique_ptr<Session>> Application::openSession(const std::string& name, bool create) {
    if (name == "newer")
        return makeError(ErrorCode::UnsupportedVersion, "session \"newer\" was written by version 9");
    if (name != "books" && name != "two words" && !create)
        return makeError(ErrorCode::NotFound,
                         "there is no session \"" + name + "\"; there are: books, two words");
    return std::unique_ptr<Session>(std::make_unique<FakeSession>());
}

Result<void> Application::renameSession(const std::string&, const std::string&) {
    return {};
}
Result<void> Application::deleteSession(const std::string&) {
    return {};
}
Result<std::string> Application::importSession(const std::filesystem::path&, std::string name,
                                               const ProgressFn&, std::stop_token) {
    return name.empty() ? "imported" : name;
}

Result<std::vector<ModelEntry>> Application::models() const {
    ModelEntry model;
    model.name = "builtin";
    model.kind = "retriever";
    model.parameters = 1234567;
    return std::vector{model};
}
Result<ModelEntry> Application::modelInfo(const std::string& name) {
    if (name != "builtin")
        return makeError(ErrorCode::NotFound, "there is no model \"" + name + "\"");
    return models()->front();
}
Result<ModelEntry> Application::importModel(const ImportRequest&, const ProgressFn&, std::stop_token) {
    return models()->front();
}
Result<void> Application::removeModel(const std::string&) {
    return {};
}
Result<ModelEntry> Application::randomModel(const std::string&, std::uint64_t, const std::string&,
                                            const std::string&, const ProgressFn&, std::stop_token) {
    return models()->front();
}

ModelDownload::ModelDownload(Application& application, DownloadServer server)
    : m_application(application), m_server(std::move(server)) {}
Result<ModelListing> ModelDownload::list(const DownloadRequest& request, std::stop_token) {
    if (request.repository == "nobody/nothing")
        return makeError(ErrorCode::NotFound, "the hub has no such model, revision or file");
    ModelListing listing;
    listing.repository = request.repository;
    listing.revision = "0123456789012345678901234567890123456789";
    listing.licence = kHostile;
    listing.files = {{"model.safetensors", 1000, "abc", {}}};
    listing.bytes = 1000;
    return listing;
}
Result<ModelEntry> ModelDownload::download(const DownloadRequest& request,
                                           const std::function<void(const DownloadProgress&)>&,
                                           std::stop_token stop) {
    while (request.repository == "slow/model" && !stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "the download was stopped");
    ModelEntry model;
    model.name = request.name.empty() ? "model" : request.name;
    model.kind = "decoder";
    model.bytes = 1000;
    return model;
}
Result<void> ModelDownload::discard(const DownloadRequest&) {
    return {};
}

Result<Folders> findFolders(const ApplicationOptions& options) {
    return Folders{options.dataFolder, {}};
}
Result<ModelEntry> findModel(const Folders&, const std::string& nameOrFolder, const std::string&) {
    return makeError(ErrorCode::NotFound, "there is no model \"" + nameOrFolder + "\"");
}

Result<std::unique_ptr<DocumentPages>> openDocumentPages(const Application&, const std::string& session, Id,
                                                         const std::string&) {
    return makeError(ErrorCode::NotFound, "there is no document in \"" + session + "\"");
}

const ApplicationOptions& Application::options() const {
    return m_state->options;
}

std::string versionText() {
    return "memlong fake";
}

} // namespace memlong

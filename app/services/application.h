// The application layer: what the terminal and the desktop program can do, whatever they look like.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "app/services/types.h"

namespace memlong {

/// One open session: documents, memory and conversation. One thread at a time; loads models on first need.
class Session {
public:
    virtual ~Session() = default;

    virtual Result<SessionDetails> details() = 0;
    /// Reads, chunks, embeds, encodes and stores. Commits per batch; a source that was begun before goes on
    /// where it stopped; one that is there already does nothing. A bad source is reported, not an error.
    /// `onProgress` with the stage "encoding" is called between two batches: from inside it questions may be
    /// asked and the session be looked at, over what is stored so far; the ingest waits meanwhile.
    virtual Result<IngestReport> ingest(const std::vector<std::filesystem::path>& sources,
                                        const IngestOptions& options,
                                        const std::function<void(const IngestProgress&)>& onProgress,
                                        std::stop_token stop) = 0;
    /// Text from standard input or the clipboard.
    virtual Result<IngestReport> ingestText(std::string text, std::string name, const IngestOptions& options,
                                            const std::function<void(const IngestProgress&)>& onProgress,
                                            std::stop_token stop) = 0;
    virtual Result<void> removeDocument(Id document) = 0;

    virtual Result<SearchReport> search(const std::string& query, const SearchOptions& options) = 0;
    virtual Result<AskReport> ask(const std::string& question, const AskOptions& options,
                                  const AskEvents& events, std::stop_token stop) = 0;

    virtual Result<std::vector<MemoryChunkInfo>> memory() = 0;
    virtual Result<void> setPinned(const std::vector<Id>& chunks, bool pinned) = 0;
    virtual Result<void> setBudget(std::uint64_t tokens) = 0;

    /// Problems found; empty when the session is sound.
    virtual Result<std::vector<std::string>> verify(const ProgressFn& progress, std::stop_token stop) = 0;
    virtual Result<void> exportTo(const std::filesystem::path& archive, const ProgressFn& progress,
                                  std::stop_token stop) = 0;
    /// Encodes what has no K/V of the current decoder or no embedding of the current retriever. Old data
    /// stays until the new is complete.
    virtual Result<void> reencode(const std::function<void(const IngestProgress&)>& onProgress,
                                  std::stop_token stop) = 0;
    virtual Result<void> clearConversation() = 0;

    /// The conversation so far, oldest first.
    virtual Result<std::vector<ChatMessage>> messages() = 0;
    /// A message of the user goes together with its answer.
    virtual Result<void> removeMessage(Id message) = 0;
    /// It and all later ones: before a question is asked again or in other words.
    virtual Result<void> removeMessagesFrom(Id message) = 0;
};

/// The files below `root` that can be read as documents; `root` itself when it is a file.
Result<std::vector<std::filesystem::path>> listDocuments(const std::filesystem::path& root);

class Application {
public:
    /// Finds folders and models; opens no model and writes nothing.
    static Result<Application> open(ApplicationOptions options);
    Application(Application&&) noexcept;
    Application& operator=(Application&&) noexcept;
    ~Application();

    // Sessions live in <data>/sessions/<name>. Names: letters, digits, space, '.', '-', '_' of any script;
    // no leading dot, at most 100 characters.
    Result<std::vector<SessionDetails>> sessions() const; // by name; without their documents
    /// NotFound names the sessions there are. `create` makes a missing one at its first ingest.
    Result<std::unique_ptr<Session>> openSession(const std::string& name, bool create);
    /// An empty one; its first ingest decides on tokenizer and chunk size.
    Result<void> createSession(const std::string& name);
    /// A copy of everything in `from`; the name it got: `to`, or another that is free when `to` is empty.
    Result<std::string> duplicateSession(const std::string& from, std::string to, const ProgressFn& progress,
                                         std::stop_token stop);
    Result<void> renameSession(const std::string& from, const std::string& to);
    Result<void> deleteSession(const std::string& name);
    /// Like deleteSession, but it can be had back: the name in the trash, for restoreSession.
    Result<std::string> trashSession(const std::string& name);
    /// The name it got: the old one, with a number behind it when that is taken by now.
    Result<std::string> restoreSession(const std::string& trashed);
    /// Deletes for good what went into the trash more than `days` days ago.
    Result<void> emptyTrash(int days);
    Result<std::string> importSession(const std::filesystem::path& archive, std::string name,
                                      const ProgressFn& progress, std::stop_token stop); // the name it got

    // Models live in <data>/models/<name> or come with the program.
    Result<std::vector<ModelEntry>> models() const;
    Result<ModelEntry> modelInfo(const std::string& nameOrFolder);
    /// Copies (or links, with `link`) a Hugging Face folder or converts a llama2.c
    /// .bin (with `tokenizer`) to `name`, after checking every tensor.
    struct ImportRequest {
        std::filesystem::path source;
        std::string name; // empty: the folder's name
        std::filesystem::path tokenizer;
        bool link = false;
        bool move = false; // a folder that may be taken as it is, on the disk of the data folder
    };
    Result<ModelEntry> importModel(const ImportRequest& request, const ProgressFn& progress,
                                   std::stop_token stop);
    Result<void> removeModel(const std::string& name);
    /// `output`: a folder, or a bare name under <data>/models.
    Result<ModelEntry> randomModel(const std::string& config, std::uint64_t seed, const std::string& dtype,
                                   const std::string& output, const ProgressFn& progress,
                                   std::stop_token stop);

    /// Those given to open(), with the folders that were found.
    const ApplicationOptions& options() const;

private:
    struct State;
    explicit Application(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Version, build, LibTorch and device in one line each, for --version and bug reports.
std::string versionText();

} // namespace memlong

// One conversation: questions, and commands that start with a slash.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/program.h"

namespace memlong::cli {

class Chat {
public:
    Chat(Context& context, Session& session, std::string sessionName, AskOptions options);

    /// A question or a command. An error is for the user to read; the conversation goes on.
    Result<void> handle(const std::string& line);
    bool ended() const { return m_ended; }
    /// "/help", "/quit", ...
    static std::vector<std::string> commandNames();

private:
    struct Command;
    struct Turn {
        std::string question;
        AskReport report;
    };
    static const std::vector<Command>& commands();

    Result<void> ask(const std::string& question);
    Result<void> help(const std::string&);
    Result<void> quit(const std::string&);
    Result<void> documents(const std::string&);
    Result<void> sources(const std::string&);
    Result<void> mode(const std::string& argument);
    Result<void> retrieval(const std::string& argument);
    Result<void> passages(const std::string& argument);
    Result<void> mask(const std::string& argument);
    Result<void> unmask(const std::string& argument);
    Result<void> again(const std::string&);
    Result<void> history(const std::string&);
    Result<void> clear(const std::string&);
    Result<void> save(const std::string& argument);
    Result<void> memory(const std::string& argument);
    void say(const std::string& text);

    Context& m_context;
    Session& m_session;
    std::string m_sessionName;
    AskOptions m_options;
    std::vector<Turn> m_turns; // of this run
    std::filesystem::path m_savedTo;
    bool m_ended = false;
};

/// A conversation as a Markdown text with its quotes.
std::string conversationMarkdown(const std::string& session,
                                 const std::vector<std::pair<std::string, AskReport>>& turns);

} // namespace memlong::cli

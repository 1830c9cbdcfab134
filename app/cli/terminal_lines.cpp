#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <histedit.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/line_source.h"
#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

constexpr int kHistoryLines = 1000;
constexpr int kSignalPollMs = 100;
constexpr wchar_t kInterrupt = 0x03;
constexpr unsigned char kEndOfInput = 0x04;

class TerminalLines : public LineSource {
public:
    TerminalLines(Interrupts& interrupts, const std::string& prompt, std::filesystem::path historyFile,
                  std::vector<std::string> words);
    TerminalLines(const TerminalLines&) = delete;
    TerminalLines& operator=(const TerminalLines&) = delete;
    ~TerminalLines() override;
    std::optional<std::string> next() override;

private:
    static TerminalLines& of(EditLine* editor);
    static char* prompt(EditLine* editor) { return of(editor).m_prompt.data(); }
    static int readCharacter(EditLine* editor, wchar_t* character);
    static unsigned char onInterrupt(EditLine* editor, int);
    static unsigned char onComplete(EditLine* editor, int);
    enum class ReadOutcome { Byte, Ended, Interrupted };
    ReadOutcome readByte(unsigned char& byte);
    void beginEditing();
    void remember(const std::string& line);

    Interrupts& m_interrupts;
    std::string m_prompt;
    std::filesystem::path m_historyFile;
    std::vector<std::string> m_words;
    EditLine* m_editor = nullptr;
    History* m_history = nullptr;
    bool m_interrupted = false;
    int m_typedAhead = 0; // bytes that the terminal took in while no line was edited
};

TerminalLines& TerminalLines::of(EditLine* editor) {
    void* self = nullptr;
    el_get(editor, EL_CLIENTDATA, &self);
    return *static_cast<TerminalLines*>(self);
}

TerminalLines::TerminalLines(Interrupts& interrupts, const std::string& prompt,
                             std::filesystem::path historyFile, std::vector<std::string> words)
    : m_interrupts(interrupts), m_prompt(harmless(prompt)), m_historyFile(std::move(historyFile)),
      m_words(std::move(words)), m_editor(el_init("memlong", stdin, stderr, stderr)),
      m_history(history_init()) {
    HistEvent event;
    history(m_history, &event, H_SETSIZE, kHistoryLines);
    history(m_history, &event, H_SETUNIQUE, 1);
    history(m_history, &event, H_LOAD, m_historyFile.c_str());
    el_set(m_editor, EL_CLIENTDATA, this);
    el_set(m_editor, EL_PROMPT, &TerminalLines::prompt);
    el_set(m_editor, EL_EDITOR, "emacs");
    el_set(m_editor, EL_HIST, history, m_history);
    el_set(m_editor, EL_GETCFN, &TerminalLines::readCharacter);
    // Ctrl-C is a signal all the time, while a line is edited, too: were it a key there, one that is pressed
    // while the terminal changes between its modes would be neither.
    m_interrupts.beginConversation();
    el_set(m_editor, EL_SETTY, "-d", "quit=", nullptr);
    el_set(m_editor, EL_ADDFN, "memlong-interrupt", "Drop the line", &TerminalLines::onInterrupt);
    el_set(m_editor, EL_BIND, "^C", "memlong-interrupt", nullptr);
    el_set(m_editor, EL_ADDFN, "memlong-complete", "Complete a command", &TerminalLines::onComplete);
    el_set(m_editor, EL_BIND, "^I", "memlong-complete", nullptr);
    el_set(m_editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(m_editor, nullptr); // the user's ~/.editrc
}

TerminalLines::~TerminalLines() {
    history_end(m_history);
    el_end(m_editor);
}

TerminalLines::ReadOutcome TerminalLines::readByte(unsigned char& byte) {
    for (;;) {
        if (Interrupts::terminated())
            return ReadOutcome::Ended;
        if (m_interrupts.takePending())
            return ReadOutcome::Interrupted;
        pollfd ready = {STDIN_FILENO, POLLIN, 0};
        if (::poll(&ready, 1, kSignalPollMs) <= 0)
            continue;
        const auto got = ::read(STDIN_FILENO, &byte, 1);
        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
            return ReadOutcome::Ended;
        if (got < 0)
            continue;
        if (m_typedAhead > 0) {
            --m_typedAhead;
            byte = byte == '\0' ? kEndOfInput : byte;
        }
        return ReadOutcome::Byte;
    }
}

int TerminalLines::readCharacter(EditLine* editor, wchar_t* character) {
    TerminalLines& lines = of(editor);
    unsigned char lead = 0;
    ReadOutcome outcome = lines.readByte(lead);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    std::uint32_t codePoint = more == 0 ? lead : lead & (0x3FU >> more);
    for (int i = 0; i < more && outcome == ReadOutcome::Byte; ++i) {
        unsigned char byte = 0;
        outcome = lines.readByte(byte);
        codePoint = (codePoint << 6) | (byte & 0x3FU);
    }
    if (outcome == ReadOutcome::Ended)
        return 0;
    if (outcome == ReadOutcome::Interrupted)
        *character = kInterrupt;
    else
        *character = lead >= 0x80 && lead < 0xC0 ? L'?' : static_cast<wchar_t>(codePoint);
    return 1;
}

unsigned char TerminalLines::onInterrupt(EditLine* editor, int) {
    of(editor).m_interrupted = true;
    return CC_NEWLINE;
}

unsigned char TerminalLines::onComplete(EditLine* editor, int) {
    const LineInfo* line = el_line(editor);
    const std::string_view typed(line->buffer, static_cast<std::size_t>(line->cursor - line->buffer));
    const auto& words = of(editor).m_words;
    const auto matches = [&](const std::string& word) { return word.starts_with(typed); };
    const auto first = std::ranges::find_if(words, matches);
    if (typed.empty() || first == words.end())
        return CC_ERROR;
    if (std::ranges::count_if(words, matches) > 1) {
        std::string list = "\n";
        for (const std::string& word : words)
            list += matches(word) ? word + "  " : "";
        std::fputs((list + '\n').c_str(), stderr);
        return CC_REDISPLAY;
    }
    el_insertstr(editor, (first->substr(typed.size()) + ' ').c_str());
    return CC_REFRESH;
}

void TerminalLines::remember(const std::string& line) {
    HistEvent event;
    history(m_history, &event, H_ENTER, line.c_str());
    const mode_t previous = ::umask(S_IRWXG | S_IRWXO);
    history(m_history, &event, H_SAVE, m_historyFile.c_str()); // a history that cannot be kept is no error
    ::umask(previous);
}

/// Before the prompt is seen, since a key that answers it must find the terminal in the mode of the editor:
/// libedit would change it only after printing. What was typed before arrives with its Ctrl-D as a zero byte.
void TerminalLines::beginEditing() {
    el_set(m_editor, EL_PREP_TERM, 1);
    if (::ioctl(STDIN_FILENO, FIONREAD, &m_typedAhead) != 0)
        m_typedAhead = 0;
}

std::optional<std::string> TerminalLines::next() {
    el_resize(m_editor);
    int length = 0;
    const char* text = nullptr;
    for (;;) {
        m_interrupted = false;
        beginEditing();
        text = el_gets(m_editor, &length);
        if (!m_interrupted)
            break;
        std::fputs("^C\n", stderr);
        el_reset(m_editor);
    }
    if (text == nullptr || length <= 0) {
        std::fputc('\n', stderr);
        return std::nullopt;
    }
    std::string line(text, static_cast<std::size_t>(length));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.pop_back();
    if (!line.empty())
        remember(line);
    return line;
}

} // namespace

std::unique_ptr<LineSource> openTerminalLines(Interrupts& interrupts, const std::string& prompt,
                                              std::filesystem::path historyFile,
                                              std::vector<std::string> words) {
    return std::make_unique<TerminalLines>(interrupts, prompt, std::move(historyFile), std::move(words));
}

} // namespace memlong::cli

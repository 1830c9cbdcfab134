#include "ui/bridge/conversation.h"

#include <algorithm>
#include <mutex>
#include <string>

#include "engine/base/utf8.h"
#include "ui/bridge/text.h"

namespace memlong::ui {

/// One answer in the making. Text waits here until the UI thread takes it: at most one event is under way,
/// however fast tokens come.
struct Conversation::Running {
    std::stop_source stop;
    std::mutex mutex;
    std::string text; // not taken yet; whole characters only at the UI's end
    bool announced = false;
    std::string cutOff;          // UI thread: the first bytes of a character whose rest has not come
    Id question = 0, answer = 0; // where they are stored although the answer failed
};

namespace {

ChatEntry entryOf(const ChatMessage& message) {
    ChatEntry entry;
    entry.id = message.id;
    entry.fromUser = message.fromUser;
    entry.text = toQt(message.fromUser ? message.text : message.answer.answer);
    entry.createdAt = toQt(message.createdAt);
    entry.report = message.answer;
    entry.state = message.complete ? ChatEntry::State::Stored : ChatEntry::State::Stopped;
    return entry;
}

} // namespace

Conversation::Conversation(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine) {}

Conversation::~Conversation() {
    stop();
}

void Conversation::open(const QString& session) {
    stop();
    if (m_running) {
        m_running.reset();
        Q_EMIT busyChanged(false);
    }
    m_session = session;
    const quint64 opening = ++m_opening;
    Q_EMIT aboutToReset();
    m_entries.clear();
    Q_EMIT reset();
    if (session.isEmpty())
        return;
    m_engine.run<std::vector<ChatMessage>>(
        this,
        [name = fromQt(session)](EngineAccess& access) -> Result<std::vector<ChatMessage>> {
            MEMLONG_ASSIGN(Session* const opened, access.sessions.session(name));
            return opened->messages();
        },
        [this, opening](const Result<std::vector<ChatMessage>>& messages) {
            if (opening != m_opening || !m_entries.empty())
                return;
            if (!messages) {
                Q_EMIT failed(toQt(messages.error().message));
                return;
            }
            Q_EMIT aboutToReset();
            for (const ChatMessage& message : *messages)
                m_entries.push_back(entryOf(message));
            Q_EMIT reset();
        });
}

void Conversation::ask(const QString& question, const AskOptions& options) {
    if (!isBusy() && !m_session.isEmpty() && !question.trimmed().isEmpty())
        start(question.trimmed(), options, 0);
}

void Conversation::regenerate(int row, const AskOptions& options) {
    int question = row;
    while (question >= 0 && question < static_cast<int>(m_entries.size()) &&
           !m_entries[static_cast<std::size_t>(question)].fromUser)
        --question;
    if (question >= 0)
        resend(question, m_entries[static_cast<std::size_t>(question)].text, options);
}

void Conversation::resend(int row, const QString& question, const AskOptions& options) {
    if (isBusy() || row < 0 || row >= static_cast<int>(m_entries.size()) || question.trimmed().isEmpty())
        return;
    const QString asked = question.trimmed(); // `question` may be the text of an entry that goes
    Id from = 0;                              // what failed before it was stored has no id
    for (auto entry = m_entries.begin() + row; entry != m_entries.end() && from == 0; ++entry)
        from = entry->id;
    removeRows(row, static_cast<int>(m_entries.size()) - 1);
    start(asked, options, from);
}

void Conversation::remove(int row) {
    if (isBusy() || row < 0 || row >= static_cast<int>(m_entries.size()))
        return;
    const ChatEntry& entry = m_entries[static_cast<std::size_t>(row)];
    int last = row;
    if (entry.fromUser)
        while (last + 1 < static_cast<int>(m_entries.size()) &&
               !m_entries[static_cast<std::size_t>(last) + 1].fromUser)
            ++last;
    const Id id = entry.id;
    removeRows(row, last);
    if (id == 0)
        return; // never stored
    m_engine.run<void>(
        this,
        [name = fromQt(m_session), id](EngineAccess& access) -> Result<void> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->removeMessage(id);
        },
        [this](const Result<void>& done) {
            if (!done)
                Q_EMIT failed(toQt(done.error().message));
        });
}

void Conversation::clear() {
    if (isBusy() || m_entries.empty())
        return;
    removeRows(0, static_cast<int>(m_entries.size()) - 1);
    m_engine.run<void>(
        this,
        [name = fromQt(m_session)](EngineAccess& access) -> Result<void> {
            if (access.sessions.isHeld(name))
                return makeError(
                    ErrorCode::InvalidArgument,
                    fromQt(tr("Documents are being read. Wait until that is done, or cancel it.")));
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->clearConversation();
        },
        [this, session = m_session](const Result<void>& done) {
            if (done)
                return;
            Q_EMIT failed(toQt(done.error().message));
            if (session == m_session && !isBusy())
                open(session); // it is all still there
        });
}

void Conversation::stop() {
    if (m_running)
        m_running->stop.request_stop();
}

void Conversation::removeRows(int first, int last) {
    Q_EMIT aboutToRemove(first, last);
    m_entries.erase(m_entries.begin() + first, m_entries.begin() + last + 1);
    Q_EMIT removed();
}

void Conversation::start(const QString& question, const AskOptions& options, Id replaceFrom) {
    const int first = static_cast<int>(m_entries.size());
    Id newest = 0;
    for (const ChatEntry& entry : m_entries)
        newest = std::max(newest, entry.id);
    Q_EMIT aboutToInsert(first, first + 1);
    ChatEntry asked;
    asked.fromUser = true;
    asked.text = question;
    ChatEntry answer;
    answer.state = ChatEntry::State::Searching;
    answer.masked = options.search.masked;
    answer.seed = options.seed;
    m_entries.push_back(std::move(asked));
    m_entries.push_back(std::move(answer));
    Q_EMIT inserted();

    auto running = std::make_shared<Running>();
    m_running = running;
    Engine* const engine = &m_engine;
    const QPointer<Conversation> self(this);
    const auto work = [engine, self, running, options, replaceFrom, newest, name = fromQt(m_session),
                       text = fromQt(question)](EngineAccess& access) -> Result<AskReport> {
        MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
        if (replaceFrom != 0)
            MEMLONG_TRY(session->removeMessagesFrom(replaceFrom));
        AskEvents events;
        events.onEvidence = [&](const SearchReport& search, const std::vector<Quote>& quotes) {
            engine->deliver([self, running, search, quotes] {
                if (self)
                    self->onEvidence(running, search, quotes);
            });
        };
        events.onText = [&](const std::string& piece) {
            const std::lock_guard lock(running->mutex);
            running->text += piece;
            if (running->announced)
                return;
            running->announced = true;
            engine->deliver([self, running] {
                if (self)
                    self->takeText(running);
            });
        };
        auto report = session->ask(text, options, events, access.stop);
        if (!report && options.keep) // question and quotes are stored, if it came that far
            if (const auto stored = session->messages(); stored && stored->size() >= 2) {
                const ChatMessage &asked = (*stored)[stored->size() - 2], &answered = stored->back();
                if (asked.id > newest && asked.fromUser && asked.text == text && !answered.fromUser) {
                    running->question = asked.id;
                    running->answer = answered.id;
                }
            }
        return report;
    };
    running->stop = m_engine.run<AskReport>(
        this, work, [this, running](Result<AskReport> report) { onEnd(running, std::move(report)); });
    Q_EMIT busyChanged(true);
}

void Conversation::onEvidence(const std::shared_ptr<Running>& running, const SearchReport& search,
                              const std::vector<Quote>& quotes) {
    if (running != m_running)
        return;
    ChatEntry& entry = m_entries.back();
    entry.report.search = search;
    entry.report.quotes = quotes;
    entry.state = ChatEntry::State::Generating;
    Q_EMIT changed(answerRow());
}

void Conversation::takeText(const std::shared_ptr<Running>& running) {
    std::string text = std::move(running->cutOff);
    {
        const std::lock_guard lock(running->mutex);
        text += running->text;
        running->text.clear();
        running->announced = false;
    }
    if (running != m_running)
        return;
    const std::size_t whole = completeUtf8Prefix(text);
    running->cutOff = text.substr(whole);
    text.resize(whole);
    if (text.empty())
        return;
    const QString piece = toQt(text);
    m_entries.back().text += piece;
    Q_EMIT textArrived(answerRow(), piece);
}

void Conversation::onEnd(const std::shared_ptr<Running>& running, Result<AskReport> report) {
    if (running != m_running)
        return; // another session is shown by now
    takeText(running);
    m_running.reset();
    ChatEntry& question = m_entries[m_entries.size() - 2];
    ChatEntry& answer = m_entries.back();
    if (report) {
        question.id = report->questionMessage;
        answer.id = report->answerMessage;
        answer.report = std::move(*report);
        answer.text = toQt(answer.report.answer);
        answer.state = answer.report.stopped ? ChatEntry::State::Stopped : ChatEntry::State::Done;
    } else {
        question.id = running->question;
        answer.id = running->answer;
        answer.state = ChatEntry::State::Failed;
        answer.problem = toQt(report.error().message);
    }
    Q_EMIT changed(answerRow());
    Q_EMIT busyChanged(false);
    Q_EMIT answered(answerRow());
}

} // namespace memlong::ui

// The conversation of the session in use: what was said, and the answer that is being made. On the UI thread.
#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QString>

#include "ui/bridge/engine.h"

namespace memlong::ui {

struct ChatEntry {
    enum class State {
        Stored,     // from the session
        Searching,  // for evidence
        Generating, // quotes are there, text may follow
        Done,
        Stopped, // half an answer, kept as it is
        Failed,  // `problem` says why
    };
    Id id = 0; // of the stored message; 0 while it is being made
    bool fromUser = false;
    QString text; // of the question, or of the answer so far
    QString createdAt;
    AskReport report; // of an answer
    State state = State::Stored;
    QString problem;
    std::vector<Id> masked; // chunks that the question passed over
    quint64 seed = 0;       // that the answer was drawn with; 0: not known

    bool isRunning() const { return state == State::Searching || state == State::Generating; }
};

class Conversation : public QObject {
    Q_OBJECT
public:
    explicit Conversation(Engine& engine, QObject* parent = nullptr);
    ~Conversation() override;

    const QString& session() const { return m_session; }
    const std::vector<ChatEntry>& entries() const { return m_entries; }
    bool isBusy() const { return m_running != nullptr; }

    /// Stops a running answer of the session before (what it has is kept) and loads this one; none when
    /// empty.
    void open(const QString& session);

    // While nothing runs:
    void ask(const QString& question, const AskOptions& options);
    /// Asks the question of the answer at `row` again, in place of it and of all that followed.
    void regenerate(int row, const AskOptions& options);
    /// Puts `question` in place of the one at `row` and of all that followed.
    void resend(int row, const QString& question, const AskOptions& options);
    /// A question goes with its answer.
    void remove(int row);
    void clear();

    void stop();

Q_SIGNALS:
    void aboutToReset();
    void reset();
    void aboutToInsert(int first, int last);
    void inserted();
    void aboutToRemove(int first, int last);
    void removed();
    void changed(int row);
    void textArrived(int row, const QString& piece);
    void busyChanged(bool busy);
    void answered(int row);
    void failed(const QString& message);

private:
    struct Running;
    void start(const QString& question, const AskOptions& options, Id replaceFrom);
    void removeRows(int first, int last);
    void onEvidence(const std::shared_ptr<Running>& running, const SearchReport& search,
                    const std::vector<Quote>& quotes);
    void takeText(const std::shared_ptr<Running>& running);
    void onEnd(const std::shared_ptr<Running>& running, Result<AskReport> report);
    int answerRow() const { return static_cast<int>(m_entries.size()) - 1; }

    Engine& m_engine;
    QString m_session;
    quint64 m_opening = 0; // number of the newest open()
    std::vector<ChatEntry> m_entries;
    std::shared_ptr<Running> m_running;
};

} // namespace memlong::ui

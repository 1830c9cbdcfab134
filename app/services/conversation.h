// The conversation of a session: what is said is stored as it happens, and what outgrows the decoder's window
// moves into the session's memory, where it stays searchable.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// Questions and their answers that are not yet in memory, oldest first; questions without an answer are left
/// out.
struct LocalHistory {
    std::vector<ChatTurn> turns;
    std::vector<RowId> messages; // of each turn
};
Result<LocalHistory> localHistory(OpenSession& session);

/// Moves the oldest half (at least one question with its answer) into memory as chunks of the document
/// "conversation" and out of `history`. `encoder` may be null.
Result<void> archiveOldestHalf(OpenSession& session, LocalHistory& history, ChunkEncoder* encoder,
                               const std::stop_token& stop);

/// Removes all messages, those in memory too.
Result<void> forgetConversation(OpenSession& session);

/// Stores one question and its answer while it is being made. On a read-only session it stores nothing.
class AnswerRecorder {
public:
    static Result<AnswerRecorder> begin(OpenSession& session, const std::string& question);
    static AnswerRecorder keepingNothing() { return AnswerRecorder(nullptr); }
    /// At most four times a second; failures are logged, since the answer itself goes on.
    void text(const std::string& soFar);
    Result<void> finish(const AskReport& report, bool complete);
    RowId question() const { return m_question; } // 0 on a read-only session
    RowId answer() const { return m_answer.id; }

private:
    explicit AnswerRecorder(SessionStore* store) : m_store(store) {}

    SessionStore* m_store = nullptr; // null: read-only
    RowId m_question = 0;
    MessageRow m_answer;
    std::chrono::steady_clock::time_point m_lastSaved;
};

} // namespace memlong

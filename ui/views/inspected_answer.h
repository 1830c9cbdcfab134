// What the inspector shows of an answer.
#pragma once

#include <vector>

#include <QString>

#include "app/services/types.h"

namespace memlong::ui {

struct InspectedAnswer {
    memlong::Id message = 0; // 0: not stored
    QString question;
    AskReport report;
};

/// "through memory · tinyllama · first word after 0.4 s · 112 tokens in 6.2 s"
QString answerSummary(const AskReport& report);
/// The text as Markdown; without a language model the quotes.
QString saidBy(const AskReport& report);
int citationsOf(const AskReport& report);

} // namespace memlong::ui

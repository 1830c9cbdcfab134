// An answer on the terminal while it is being made: quotes, streamed text, sources.
#pragma once

#include "app/cli/console.h"
#include "app/cli/text_layout.h"
#include "app/services/types.h"

namespace memlong::cli {

/// Use events() for the question and finish() with the report. Silent with --json.
class AnswerPrinter {
public:
    explicit AnswerPrinter(Console& console) : m_console(console), m_wrapper(console.wrapWidth()) {}
    AskEvents events();
    void finish(const AskReport& report, bool withSources);

private:
    Console& m_console;
    Wrapper m_wrapper;
    bool m_streamed = false;
};

} // namespace memlong::cli

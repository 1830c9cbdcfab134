#include "app/cli/answer_printer.h"

#include <array>
#include <cstdio>

#include "app/cli/report_text.h"

namespace memlong::cli {

AskEvents AnswerPrinter::events() {
    if (m_console.json())
        return {};
    AskEvents events;
    events.onEvidence = [this](const SearchReport& search, const std::vector<Quote>& quotes) {
        if (search.results.empty())
            m_console.note("Nothing found in this session.");
        printQuotes(m_console, quotes);
        if (!quotes.empty())
            m_console.line();
    };
    events.onText = [this](const std::string& piece) {
        m_streamed = true;
        m_console.write(m_wrapper.feed(piece));
    };
    return events;
}

void AnswerPrinter::finish(const AskReport& report, bool withSources) {
    if (m_streamed) {
        m_console.line(m_wrapper.finish());
        m_console.line();
    }
    if (withSources)
        printSources(m_console, report.search.results);
    if (report.stopped)
        m_console.note("(stopped)");
    if (!report.notice.empty())
        m_console.note(oneLine(report.notice));
    if (report.tokens > 0 && m_console.errorIsTerminal()) {
        std::array<char, 160> timing{};
        const double seconds = (report.totalMs - report.firstTokenMs) / 1000;
        std::snprintf(
            timing.data(), timing.size(),
            "%s, mode %s: passages in %.0f ms, first token after %.0f ms, %d tokens at %.1f tokens/s",
            shortened(oneLine(report.model), 40).c_str(), report.mode.c_str(), report.retrieveMs,
            report.firstTokenMs, report.tokens, seconds > 0 ? report.tokens / seconds : 0.0);
        m_console.note(timing.data());
    }
}

} // namespace memlong::cli

#include "ui/views/inspected_answer.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

#include "ui/widgets/figures.h"
#include "ui/widgets/markdown_text.h"

namespace memlong::ui {
namespace {

class AnswerSummary {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::AnswerSummary)
};

} // namespace

QString answerSummary(const AskReport& report) {
    QStringList parts;
    if (report.mode == "memory")
        parts << AnswerSummary::tr("through memory");
    else if (report.mode == "context")
        parts << AnswerSummary::tr("from passages in the prompt");
    else if (report.mode == "both")
        parts << AnswerSummary::tr("through memory and prompt");
    else if (report.mode == "quotes")
        parts << AnswerSummary::tr("quotes only");
    if (!report.model.empty())
        parts << QString::fromStdString(report.model);
    if (report.retrieveMs > 0)
        parts << AnswerSummary::tr("found in %1").arg(durationText(report.retrieveMs));
    if (report.tokens > 0)
        parts << AnswerSummary::tr("first word after %1").arg(durationText(report.firstTokenMs))
              << AnswerSummary::tr("%n token(s) in %1", nullptr, report.tokens)
                     .arg(durationText(report.totalMs));
    return parts.join(QStringLiteral(" · "));
}

QString saidBy(const AskReport& report) {
    if (!report.answer.empty())
        return QString::fromStdString(report.answer);
    QString text;
    for (std::size_t i = 0; i < report.quotes.size(); ++i)
        text += QStringLiteral("%1 [%2]\n\n")
                    .arg(markdownEscaped(QString::fromStdString(report.quotes[i].text)))
                    .arg(i + 1);
    return text;
}

int citationsOf(const AskReport& report) {
    return static_cast<int>(std::max(report.quotes.size(), report.search.results.size()));
}

} // namespace memlong::ui

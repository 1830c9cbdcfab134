#include "ui/views/compare_pane.h"

#include <QEvent>
#include <QSplitter>

#include "ui/views/attended_parts.h"
#include "ui/views/inspector_labels.h"
#include "ui/widgets/markdown_view.h"

namespace memlong::ui {

ComparePane::ComparePane(QWidget* parent) : QStackedWidget(parent) {
    auto* const sides = new QSplitter;
    sides->setChildrenCollapsible(false);
    m_left = addSide(*sides, tr("Answer with all chunks"));
    m_right = addSide(*sides, tr("Answer without the masked chunks"));
    m_left.title->setText(tr("With all chunks"));
    m_page = sides;
    m_empty = emptyPane(tr("Uncheck chunks in the list of retrieved ones and ask again: both answers then "
                           "stand here side by side, what changed in colour."));
    addWidget(m_empty);
    addWidget(m_page);
}

ComparePane::Side ComparePane::addSide(QSplitter& sides, const QString& accessibleName) {
    Side side;
    side.title = headingLabel();
    side.details = quietLabel();
    side.view = new MarkdownView;
    side.view->setFrameShape(QFrame::NoFrame);
    side.view->document()->setDocumentMargin(8);
    side.view->setAccessibleName(accessibleName);
    connect(side.view, &MarkdownView::citationActivated, this, &ComparePane::citationActivated);
    auto* const top = new QVBoxLayout;
    top->setContentsMargins(10, 8, 10, 0);
    top->addWidget(side.title);
    top->addWidget(side.details);
    auto* const box = new QWidget;
    auto* const column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(top);
    column->addWidget(side.view, 1);
    sides.addWidget(box);
    return side;
}

void ComparePane::clear() {
    m_before.reset();
    m_now.reset();
    setCurrentWidget(m_empty);
}

void ComparePane::show(Side& side, const AskReport& report) {
    side.details->setText(answerSummary(report));
    side.view->setCitations(citationsOf(report));
    side.view->setMarkdownSource(saidBy(report));
}

void ComparePane::begin(const std::optional<AskReport>& before, const QStringList& places) {
    m_before = before;
    m_now.reset();
    m_textCame = false;
    for (Side* const side : {&m_left, &m_right}) {
        side->details->clear();
        side->view->setTints({});
        side->view->setMarkdownSource(tr("*Asking again…*"));
    }
    if (before)
        show(m_left, *before);
    m_right.title->setText(tr("Without %n chunk(s)", nullptr, static_cast<int>(places.size())));
    m_right.title->setToolTip(places.join(QLatin1Char('\n')));
    setCurrentWidget(m_page);
}

void ComparePane::setBefore(const AskReport& report) {
    m_before = report;
    show(m_left, report);
    colourChanges();
}

void ComparePane::appendText(const QString& piece) {
    if (!m_textCame)
        m_right.view->setMarkdownSource({});
    m_textCame = true;
    m_right.view->appendMarkdown(piece);
}

void ComparePane::setProblem(const QString& problem) {
    m_right.details->setText(problem);
    if (!m_textCame)
        m_right.view->setMarkdownSource({});
    if (!m_before)
        m_left.view->setMarkdownSource({});
}

void ComparePane::finish(const AskReport& now) {
    m_now = now;
    show(m_right, now);
    if (m_before && saidBy(*m_before) == saidBy(now))
        m_right.details->setText(tr("The answer is the same: it did not need these chunks."));
    colourChanges();
}

void ComparePane::colourChanges() {
    if (!isComplete())
        return;
    const QString before = saidBy(*m_before);
    const QString now = saidBy(*m_now);
    const bool dark = palette().color(QPalette::Base).lightness() < 128;
    m_left.view->setTints(changedWords(now, before, dark ? QColor(120, 50, 45) : QColor(255, 214, 208)));
    m_right.view->setTints(changedWords(before, now, dark ? QColor(35, 88, 50) : QColor(205, 240, 212)));
}

void ComparePane::changeEvent(QEvent* event) {
    QStackedWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourChanges();
}

} // namespace memlong::ui

#include "ui/views/chat_view.h"

#include <algorithm>

#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/views/answer_widget.h"
#include "ui/views/question_widget.h"

namespace memlong::ui {
namespace {

constexpr int kColumnWidth = 760;
constexpr int kShownAtFirst = 40; // messages; earlier ones on request

} // namespace

ChatView::ChatView(ChatModel& model, QWidget* parent) : QScrollArea(parent), m_model(model) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Conversation"));
    setFocusPolicy(Qt::NoFocus);
    m_page = new QWidget;
    m_page->setObjectName(QStringLiteral("page"));
    m_column = new QWidget;
    m_column->setMaximumWidth(kColumnWidth);
    m_column->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_layout = new QVBoxLayout(m_column);
    m_layout->setContentsMargins(0, 24, 0, 24);
    m_layout->setSpacing(24);
    m_earlier = new QPushButton(tr("Show earlier messages"));
    m_earlier->setObjectName(QStringLiteral("chip"));
    m_layout->addWidget(m_earlier, 0, Qt::AlignHCenter);
    m_layout->addStretch(1);
    auto* const across = new QHBoxLayout(m_page);
    across->setContentsMargins(24, 0, 24, 0);
    across->addStretch(1);
    across->addWidget(m_column, 100);
    across->addStretch(1);
    setWidget(m_page);

    connect(m_earlier, &QPushButton::clicked, this, [this] {
        m_firstShown = std::max(0, m_firstShown - kShownAtFirst);
        m_atEnd = false;
        rebuild();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { m_atEnd = value >= verticalScrollBar()->maximum() - 24; });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] { followEnd(); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_firstShown = std::max(0, m_model.rowCount() - kShownAtFirst);
        m_atEnd = true;
        rebuild();
    });
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) {
        m_atEnd = true;
        for (int row = first; row <= last; ++row)
            addRow(row);
        updateActions();
    });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex&, int first, int last) {
        for (int row = last; row >= std::max(first, m_firstShown); --row) {
            const auto at = m_widgets.begin() + (row - m_firstShown);
            (*at)->deleteLater();
            (*at)->hide();
            m_widgets.erase(at);
        }
        if (first < m_firstShown)
            m_firstShown = std::max(0, m_firstShown - (std::min(last, m_firstShown - 1) - first + 1));
        updateActions();
    });
    connect(&model.conversation(), &Conversation::changed, this, [this](int row) {
        if (AnswerWidget* const shown = answer(row))
            shown->setEntry(m_model.entry(row));
    });
    connect(&model.conversation(), &Conversation::textArrived, this, [this](int row, const QString& piece) {
        if (AnswerWidget* const shown = answer(row))
            shown->appendText(piece);
    });
    connect(&model.conversation(), &Conversation::busyChanged, this, &ChatView::updateActions);
    rebuild();
}

void ChatView::rebuild() {
    for (QWidget* const widget : m_widgets) {
        widget->hide();
        widget->deleteLater();
    }
    m_widgets.clear();
    m_earlier->setVisible(m_firstShown > 0);
    for (int row = m_firstShown; row < m_model.rowCount(); ++row)
        addRow(row);
    updateActions();
}

void ChatView::addRow(int row) {
    const ChatEntry& entry = m_model.entry(row);
    QWidget* added = nullptr;
    if (entry.fromUser) {
        auto* const question = new QuestionWidget(entry.text);
        connect(question, &QuestionWidget::resendRequested, this,
                [this, question](const QString& text) { Q_EMIT resendRequested(rowOf(question), text); });
        connect(question, &QuestionWidget::removeRequested, this,
                [this, question] { Q_EMIT removeRequested(rowOf(question)); });
        added = question;
    } else {
        auto* const shown = new AnswerWidget(entry);
        connect(shown, &AnswerWidget::quoteActivated, this,
                [this, shown](const Quote& quote) { Q_EMIT quoteActivated(rowOf(shown), quote); });
        connect(shown, &AnswerWidget::copyRequested, this,
                [this, shown] { Q_EMIT copyRequested(rowOf(shown)); });
        connect(shown, &AnswerWidget::regenerateRequested, this,
                [this, shown] { Q_EMIT regenerateRequested(rowOf(shown)); });
        connect(shown, &AnswerWidget::inspectRequested, this,
                [this, shown] { Q_EMIT inspectRequested(rowOf(shown)); });
        connect(shown, &AnswerWidget::removeRequested, this,
                [this, shown] { Q_EMIT removeRequested(rowOf(shown)); });
        connect(shown, &AnswerWidget::placeClicked, this,
                [this, shown](int position) { Q_EMIT answerPlaceClicked(rowOf(shown), position); });
        added = shown;
    }
    m_layout->insertWidget(m_layout->count() - 1, added); // before the stretch
    m_widgets.push_back(added);
}

int ChatView::rowOf(const QWidget* widget) const {
    const auto found = std::ranges::find(m_widgets, widget);
    return found == m_widgets.end() ? -1 : m_firstShown + static_cast<int>(found - m_widgets.begin());
}

AnswerWidget* ChatView::answer(int row) const {
    const int at = row - m_firstShown;
    return at < 0 || at >= static_cast<int>(m_widgets.size())
               ? nullptr
               : qobject_cast<AnswerWidget*>(m_widgets[static_cast<std::size_t>(at)]);
}

void ChatView::setInspectedRow(int row) {
    for (int i = m_firstShown; i < m_model.rowCount(); ++i)
        if (AnswerWidget* const shown = answer(i))
            shown->setInspected(i == row);
}

void ChatView::editLastQuestion() {
    for (auto widget = m_widgets.rbegin(); widget != m_widgets.rend(); ++widget)
        if (auto* const question = qobject_cast<QuestionWidget*>(*widget)) {
            ensureWidgetVisible(question, 0, 24);
            question->beginEdit();
            return;
        }
}

void ChatView::updateActions() {
    const bool free = !m_model.conversation().isBusy();
    for (QWidget* const widget : m_widgets) {
        if (auto* const question = qobject_cast<QuestionWidget*>(widget))
            question->setActionsEnabled(free);
        else if (auto* const shown = qobject_cast<AnswerWidget*>(widget))
            shown->setActionsEnabled(free);
    }
}

void ChatView::followEnd() {
    if (m_atEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void ChatView::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    followEnd();
}

} // namespace memlong::ui

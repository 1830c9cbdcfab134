#include "ui/views/question_widget.h"

#include <QApplication>
#include <QClipboard>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/views/tool_button.h"

namespace memlong::ui {

QuestionWidget::QuestionWidget(const QString& text, QWidget* parent) : QWidget(parent), m_text(text) {
    setAccessibleName(tr("Question"));
    m_label = new QLabel(text);
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setMinimumSize(1, 1); // its height follows from the width alone
    m_editor = new QPlainTextEdit;
    m_editor->setObjectName(QStringLiteral("field"));
    m_editor->setAccessibleName(tr("Edit the question"));
    m_editor->setTabChangesFocus(true);
    m_editor->installEventFilter(this);
    m_editor->setFixedHeight(84);
    auto* const send = new QPushButton(tr("Ask again"));
    send->setObjectName(QStringLiteral("primary"));
    auto* const cancel = new QPushButton(tr("Cancel"));
    m_editorRow = new QWidget;
    auto* const buttons = new QHBoxLayout(m_editorRow);
    buttons->setContentsMargins(0, 4, 0, 0);
    auto* const hint = new QLabel(tr("Everything after this question is replaced."));
    hint->setObjectName(QStringLiteral("hint"));
    hint->setWordWrap(true);
    buttons->addWidget(hint, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(send);
    m_bubble = new QFrame;
    m_bubble->setObjectName(QStringLiteral("questionBubble"));
    auto* const inside = new QVBoxLayout(m_bubble);
    inside->setContentsMargins(14, 10, 14, 10);
    inside->addWidget(m_label);
    inside->addWidget(m_editor);
    inside->addWidget(m_editorRow);
    m_editor->hide();
    m_editorRow->hide();

    m_edit = toolButton("edit", tr("Edit and ask again"));
    m_copy = toolButton("copy", tr("Copy the question"));
    m_remove = toolButton("remove", tr("Delete question and answer"));
    auto* const tools = new QHBoxLayout;
    tools->setSpacing(2);
    tools->addWidget(m_edit);
    tools->addWidget(m_copy);
    tools->addWidget(m_remove);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addStretch(1);
    row->addLayout(tools);
    row->setAlignment(tools, Qt::AlignVCenter);
    row->addWidget(m_bubble);

    connect(m_edit, &QToolButton::clicked, this, &QuestionWidget::beginEdit);
    connect(m_copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_text); });
    connect(m_remove, &QToolButton::clicked, this, &QuestionWidget::removeRequested);
    connect(send, &QPushButton::clicked, this, [this] { endEdit(true); });
    connect(cancel, &QPushButton::clicked, this, [this] { endEdit(false); });
}

void QuestionWidget::setActionsEnabled(bool enabled) {
    m_edit->setEnabled(enabled);
    m_remove->setEnabled(enabled);
}

void QuestionWidget::beginEdit() {
    m_editor->setPlainText(m_text);
    m_label->hide();
    m_editor->show();
    m_editorRow->show();
    m_bubble->setMinimumWidth(qMin(560, width() - 120));
    m_editor->setFocus(Qt::OtherFocusReason);
    m_editor->moveCursor(QTextCursor::End);
}

void QuestionWidget::endEdit(bool send) {
    const QString text = m_editor->toPlainText().trimmed();
    m_editor->hide();
    m_editorRow->hide();
    m_label->show();
    m_bubble->setMinimumWidth(0);
    if (send && !text.isEmpty())
        Q_EMIT resendRequested(text);
}

bool QuestionWidget::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* const key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            endEdit(false);
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            !(key->modifiers() & Qt::ShiftModifier)) {
            endEdit(true);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QuestionWidget::resizeEvent(QResizeEvent* event) {
    // A short question is one line; a long one takes at most four fifths of the width.
    const int most = width() * 4 / 5 - 28;
    const int natural =
        m_label->fontMetrics().boundingRect(QRect(0, 0, most, 1 << 20), Qt::TextWordWrap, m_text).width() + 4;
    m_label->setMinimumWidth(qMin(most, natural));
    m_bubble->setMaximumWidth(width() * 4 / 5);
    QWidget::resizeEvent(event);
}

} // namespace memlong::ui

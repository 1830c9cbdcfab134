#include "ui/views/composer.h"

#include <QAbstractTextDocumentLayout>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/theme.h"
#include "ui/views/tool_button.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {

Composer::Composer(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("composer"));
    m_text = new QPlainTextEdit;
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_text->setAccessibleName(tr("Question"));
    m_text->installEventFilter(this);
    m_text->document()->setDocumentMargin(4);
    m_attach = toolButton("add", tr("Add documents"));
    m_mode = new QComboBox;
    m_mode->setObjectName(QStringLiteral("quiet"));
    m_mode->setAccessibleName(tr("How to answer"));
    m_mode->setToolTip(tr("How the answer uses your documents"));
    m_mode->addItem(tr("Automatic"), QStringLiteral("auto"));
    m_mode->addItem(tr("Memory"), QStringLiteral("memory"));
    m_mode->addItem(tr("Passages in the prompt"), QStringLiteral("context"));
    m_mode->addItem(tr("Memory and passages"), QStringLiteral("both"));
    m_mode->addItem(tr("Quotes only"), QStringLiteral("quotes"));
    m_mode->setItemData(0, tr("What suits the model best"), Qt::ToolTipRole);
    m_mode->setItemData(1, tr("The model attends to the memory of your documents"), Qt::ToolTipRole);
    m_mode->setItemData(2, tr("The passages found are put before the question"), Qt::ToolTipRole);
    m_mode->setItemData(4, tr("Sentences from your documents, nothing generated"), Qt::ToolTipRole);
    m_send = toolButton("send", tr("Ask"));
    m_send->setObjectName(QStringLiteral("send"));
    auto* const row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_attach);
    row->addWidget(m_mode);
    row->addStretch(1);
    row->addWidget(m_send);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_text);
    layout->addLayout(row);
    setTabOrder(m_text, m_attach);
    setTabOrder(m_attach, m_mode);
    setTabOrder(m_mode, m_send);

    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        updateButton();
    });
    connect(m_attach, &QToolButton::clicked, this, &Composer::attachRequested);
    connect(m_send, &QToolButton::clicked, this, [this] {
        if (m_busy)
            Q_EMIT stopRequested();
        else
            send();
    });
    connect(m_mode, &QComboBox::activated, this,
            [this](int index) { Q_EMIT modeChosen(m_mode->itemData(index).toString()); });
    connect(&Theme::instance(), &Theme::changed, this, &Composer::updateButton);
    fitHeight();
    updateButton();
}

QString Composer::text() const {
    return m_text->toPlainText();
}

void Composer::setText(const QString& text) {
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
}

void Composer::insertQuote(const QString& text) {
    const QString quoted = QStringLiteral("“%1”\n").arg(text.simplified());
    m_text->setPlainText(quoted + m_text->toPlainText());
    m_text->moveCursor(QTextCursor::End);
    focusText();
}

void Composer::clear() {
    m_text->clear();
}

void Composer::setBusy(bool busy) {
    m_busy = busy;
    updateButton();
}

void Composer::setReady(bool ready, const QString& placeholder) {
    m_ready = ready;
    m_text->setPlaceholderText(placeholder);
    updateButton();
}

void Composer::setMode(const QString& mode) {
    m_mode->setCurrentIndex(std::max(0, m_mode->findData(mode)));
}

void Composer::focusText() {
    m_text->setFocus(Qt::ShortcutFocusReason);
}

void Composer::updateButton() {
    const QString name = m_busy ? tr("Stop (Esc)") : tr("Ask (Return)");
    m_send->setToolTip(name);
    m_send->setAccessibleName(m_busy ? tr("Stop") : tr("Ask"));
    const bool enabled = m_busy || (m_ready && !m_text->toPlainText().trimmed().isEmpty());
    m_send->setEnabled(enabled);
    const QIcon icon = lineIcon(m_busy ? "stop" : "send");
    // On the accent colour: in the colour of text there.
    m_send->setIcon(enabled ? QIcon(icon.pixmap(QSize(16, 16), devicePixelRatio(), QIcon::Selected)) : icon);
}

void Composer::send() {
    const QString text = m_text->toPlainText().trimmed();
    if (m_ready && !m_busy && !text.isEmpty())
        Q_EMIT sendRequested(text);
}

void Composer::fitHeight() {
    const int line = m_text->fontMetrics().lineSpacing();
    const int lines = qBound(1, static_cast<int>(m_text->document()->size().height()), 8);
    m_text->setFixedHeight(lines * line + 12);
}

bool Composer::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* const key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !(key->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))) {
            send();
            return true;
        }
        if (key->key() == Qt::Key_Escape && m_busy) {
            Q_EMIT stopRequested();
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        setProperty("active", event->type() == QEvent::FocusIn);
        style()->polish(this);
    }
    if (event->type() == QEvent::Resize)
        fitHeight();
    return QFrame::eventFilter(watched, event);
}

} // namespace memlong::ui

#include "ui/views/empty_state.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/icons.h"

namespace memlong::ui {

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("page"));
    auto* const picture = new QLabel;
    picture->setPixmap(QIcon(QStringLiteral(":/memlong/icons/memlong.svg")).pixmap(72, 72));
    picture->setAlignment(Qt::AlignCenter);
    m_heading = new QLabel;
    m_heading->setObjectName(QStringLiteral("heading"));
    m_heading->setAlignment(Qt::AlignCenter);
    m_heading->setWordWrap(true);
    m_text = new QLabel;
    m_text->setObjectName(QStringLiteral("muted"));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_primary = new QPushButton;
    m_primary->setObjectName(QStringLiteral("primary"));
    m_secondary = new QPushButton;
    auto* const buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_primary);
    buttons->addWidget(m_secondary);
    buttons->addStretch();
    auto* const column = new QWidget;
    column->setMaximumWidth(480);
    auto* const inside = new QVBoxLayout(column);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(16);
    inside->addWidget(picture);
    inside->addWidget(m_heading);
    inside->addWidget(m_text);
    inside->addLayout(buttons);
    auto* const across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(column, 100);
    across->addStretch(1);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(2);
    layout->addLayout(across);
    layout->addStretch(3);
    connect(m_primary, &QPushButton::clicked, this, [this] {
        if (m_kind == Kind::NoSession)
            Q_EMIT createRequested();
        else
            Q_EMIT addRequested();
    });
    connect(m_secondary, &QPushButton::clicked, this, &EmptyState::sampleRequested);
    show(Kind::NoSession);
}

void EmptyState::show(Kind kind) {
    m_kind = kind;
    switch (kind) {
    case Kind::NoSession:
        m_heading->setText(tr("Ask your documents"));
        m_text->setText(
            tr("Put books, papers or notes into a session and ask about them. Answers quote the exact "
               "sentences. Everything stays on this computer."));
        m_primary->setText(tr("New session"));
        m_secondary->setText(tr("Try the sample book"));
        break;
    case Kind::NoDocuments:
        m_heading->setText(tr("Add your first document"));
        m_text->setText(
            tr("Drop files or folders anywhere in this window: PDF, EPUB, text, Markdown or HTML. You can "
               "ask as soon as the first pages are read."));
        m_primary->setText(tr("Add documents …"));
        break;
    case Kind::NoMessages:
        m_heading->setText(tr("What would you like to know?"));
        m_text->setText(tr("Quotes from your documents come first, each with its page."));
        break;
    }
    m_primary->setVisible(kind != Kind::NoMessages);
    m_secondary->setVisible(kind == Kind::NoSession);
}

} // namespace memlong::ui

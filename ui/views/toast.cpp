#include "ui/views/toast.h"

#include <chrono>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

namespace memlong::ui {
namespace {

constexpr int kAbove = 146; // the end of the window: clear of where questions are written

} // namespace

Toast::Toast(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("toast"));
    m_text = new QLabel;
    m_text->setTextFormat(Qt::PlainText);
    m_button = new QPushButton;
    m_button->setCursor(Qt::PointingHandCursor);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(8);
    row->addWidget(m_text);
    row->addWidget(m_button);
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const auto undo = std::move(m_undo);
        m_undo = {};
        hide();
        if (undo)
            undo();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::show(const QString& text, const QString& action, std::function<void()> undo) {
    m_text->setText(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_undo = std::move(undo);
    setAccessibleName(text);
    QWidget::show();
    place();
    raise();
    m_timer->start(action.isEmpty() ? std::chrono::seconds(5) : std::chrono::seconds(12));
}

void Toast::place() {
    adjustSize();
    move((parentWidget()->width() - width()) / 2, parentWidget()->height() - height() - kAbove);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace memlong::ui

#include "ui/views/toast.h"

#include <algorithm>
#include <chrono>

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

namespace memlong::ui {
namespace {

constexpr int kAbove = 146; // the end of the window: clear of where questions are written
constexpr int kWidestText = 520, kAround = 48;

} // namespace

Toast::Toast(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("toast"));
    m_text = new QLabel;
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_button = new QPushButton;
    m_button->setCursor(Qt::PointingHandCursor);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(8);
    row->addWidget(m_text);
    row->addWidget(m_button);
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, [this] {
        if (!m_shown.action.isEmpty() && QApplication::activeModalWidget() != nullptr)
            m_timer->start(); // it could not be clicked
        else
            next();
    });
    connect(m_button, &QPushButton::clicked, this, [this] {
        const auto run = std::move(m_shown.run);
        next();
        if (run)
            run();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::show(const QString& text, const QString& action, std::function<void()> run) {
    if (!m_shown.action.isEmpty())
        m_covered.push_back(std::move(m_shown));
    display({text, action, std::move(run)});
}

void Toast::display(Message message) {
    m_shown = std::move(message);
    m_text->setText(m_shown.text);
    m_button->setText(m_shown.action);
    m_button->setVisible(!m_shown.action.isEmpty());
    setAccessibleName(m_shown.text);
    QWidget::show();
    place();
    raise();
    m_timer->start(m_shown.action.isEmpty() ? std::chrono::seconds(5) : std::chrono::seconds(12));
}

void Toast::next() {
    m_timer->stop();
    m_shown = {};
    if (m_covered.empty())
        return hide();
    Message message = std::move(m_covered.back());
    m_covered.pop_back();
    display(std::move(message));
}

void Toast::place() {
    ensurePolished();
    m_text->ensurePolished(); // the style's font counts
    const int button = m_button->isHidden() ? 0 : m_button->sizeHint().width();
    const int most = std::clamp(parentWidget()->width() - button - 2 * kAround, 120, kWidestText);
    const int natural = m_text->fontMetrics()
                            .boundingRect(QRect(0, 0, most, 1 << 20), Qt::TextWordWrap, m_text->text())
                            .width();
    const int wide = std::min(most, natural + 4);
    m_text->setMinimumSize(0, 0); // of the text before
    m_text->setFixedSize(wide, m_text->heightForWidth(wide));
    adjustSize();
    move((parentWidget()->width() - width()) / 2, parentWidget()->height() - height() - kAbove);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace memlong::ui

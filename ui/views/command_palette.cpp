#include "ui/views/command_palette.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/models/command_model.h"
#include "ui/style/theme.h"

namespace memlong::ui {
namespace {

class CommandDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool current = option.state.testFlag(QStyle::State_Selected);
        if (current) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.colour("selected"));
            painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6);
        }
        QRect line = option.rect.adjusted(10, 0, -10, 0);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(line.left(), line.center().y() - 8, 16, 16), Qt::AlignCenter,
                   index.data(CommandModel::EnabledRole).toBool() ? QIcon::Normal : QIcon::Disabled);
        line.setLeft(line.left() + 28);
        const bool enabled = index.data(CommandModel::EnabledRole).toBool();
        painter->setPen(theme.colour(!enabled ? "faint" : current ? "selectedText" : "text"));
        const QString name = index.data().toString();
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft, name);
        painter->setPen(theme.colour("faint"));
        const int nameWidth = option.fontMetrics.horizontalAdvance(name);
        painter->drawText(line.adjusted(nameWidth + 10, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          index.data(CommandModel::MenuRole).toString());
        painter->setPen(theme.colour("muted"));
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                          index.data(CommandModel::ShortcutRole).toString());
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, option.fontMetrics.height() + 14};
    }
};

} // namespace

CommandPalette::CommandPalette(CommandModel& model, QWidget* window) : QFrame(window), m_model(model) {
    setObjectName(QStringLiteral("paletteFrame"));
    setAccessibleName(tr("Command palette"));
    m_filter = new CommandFilter(this);
    m_filter->setSourceModel(&model);
    m_query = new QLineEdit;
    m_query->setPlaceholderText(tr("What would you like to do?"));
    m_query->setAccessibleName(tr("Command"));
    m_query->installEventFilter(this);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("palette"));
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Commands"));
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_query);
    layout->addWidget(m_list, 1);
    connect(m_query, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setQuery(text);
        m_list->setCurrentIndex(m_filter->index(0, 0));
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        m_list->setCurrentIndex(index);
        run();
    });
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open() {
    m_query->clear();
    m_filter->setQuery({});
    m_list->setCurrentIndex(m_filter->index(0, 0));
    place();
    show();
    raise();
    m_query->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::place() {
    const int width = qMin(560, parentWidget()->width() - 48);
    const int height = qMin(420, parentWidget()->height() - 160);
    setGeometry((parentWidget()->width() - width) / 2, 80, width, height);
}

void CommandPalette::run() {
    const QModelIndex index = m_filter->mapToSource(m_list->currentIndex());
    QAction* const action = m_model.action(index.row());
    hide();
    if (action != nullptr && action->isEnabled())
        action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_query)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run();
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace memlong::ui

#include "ui/widgets/find_panel.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTextDocument>
#include <QTextLayout>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/icons.h"

namespace memlong::ui {
namespace {

constexpr int kTypingPauseMs = 250;
constexpr int kMatchRole = Qt::UserRole + 1; // (begin, length) of the match in the text shown
constexpr int kPageRole = Qt::UserRole + 2;

/// Two lines around the match, which is bold, under its page number.
class MatchDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {100, option.fontMetrics.lineSpacing() * 3 + 16};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        const QString text = item.text;
        item.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
        painter->save();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const auto group =
            option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
        painter->setPen(option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text));
        QRect room = option.rect.adjusted(8, 6, -8, -6);
        QFont small = option.font;
        small.setBold(true);
        painter->setFont(small);
        painter->drawText(QRect(room.left(), room.top(), room.width(), option.fontMetrics.lineSpacing()),
                          Qt::AlignLeading | Qt::AlignTop, index.data(kPageRole).toString());
        room.setTop(room.top() + option.fontMetrics.lineSpacing() + 2);
        QTextLayout layout(text, option.font);
        QTextOption wrap;
        wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(wrap);
        const QPoint match = index.data(kMatchRole).toPoint();
        QTextCharFormat bold;
        bold.setFontWeight(QFont::Bold);
        layout.setFormats({{match.x(), match.y(), bold}});
        layout.beginLayout();
        qreal y = 0;
        for (int i = 0; i < 2; ++i) {
            QTextLine line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(room.width());
            line.setPosition({0, y});
            y += line.height();
        }
        layout.endLayout();
        layout.draw(painter, room.topLeft());
        painter->restore();
    }
};

} // namespace

FindPanel::FindPanel(QWidget* parent) : QWidget(parent) {
    m_query = new QLineEdit;
    m_query->setPlaceholderText(tr("Find in this document"));
    m_query->setAccessibleName(m_query->placeholderText());
    m_query->setClearButtonEnabled(true);
    m_query->addAction(lineIcon("find"), QLineEdit::LeadingPosition);
    const auto button = [&](const char* icon, const QString& tip) {
        auto* made = new QToolButton;
        made->setIcon(lineIcon(icon));
        made->setAutoRaise(true);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        return made;
    };
    QToolButton* previous = button("previous", tr("Previous place (Shift+Enter)"));
    QToolButton* next = button("next", tr("Next place (Enter)"));
    m_summary = new QLabel;
    m_summary->setContentsMargins(8, 0, 8, 0);
    m_summary->setWordWrap(true);
    m_list = new QListView;
    m_model = new QStandardItemModel(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MatchDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Places found"));

    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 6, 6, 0);
    top->setSpacing(2);
    top->addWidget(m_query, 1);
    top->addWidget(previous);
    top->addWidget(next);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(top);
    column->addWidget(m_summary);
    column->addWidget(m_list, 1);
    setFocusProxy(m_query);

    auto* typing = new QTimer(this);
    typing->setSingleShot(true);
    typing->setInterval(kTypingPauseMs);
    connect(m_query, &QLineEdit::textChanged, typing, qOverload<>(&QTimer::start));
    connect(typing, &QTimer::timeout, this, &FindPanel::request);
    connect(previous, &QToolButton::clicked, this, &FindPanel::showPrevious);
    connect(next, &QToolButton::clicked, this, &FindPanel::showNext);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid())
                    Q_EMIT matchChosen(m_matches.matches[static_cast<std::size_t>(current.row())]);
            });
}

void FindPanel::clear() {
    m_matches = {};
    m_asked.clear();
    m_model->clear();
    m_query->clear();
    m_summary->clear();
}

void FindPanel::focusQuery(const QString& text) {
    if (!text.isEmpty())
        m_query->setText(text.left(200));
    m_query->setFocus(Qt::ShortcutFocusReason);
    m_query->selectAll();
}

void FindPanel::request() {
    const QString query = m_query->text().trimmed();
    if (query == m_asked)
        return;
    m_asked = query;
    m_matches = {};
    m_model->clear();
    m_summary->setText(query.isEmpty() ? QString() : tr("Searching…"));
    if (!query.isEmpty())
        Q_EMIT searchRequested(query);
}

void FindPanel::setMatches(const TextMatches& matches) {
    if (QString::fromStdString(matches.query) != m_asked)
        return;
    m_matches = matches;
    m_model->clear();
    for (const TextMatch& match : matches.matches) {
        const QString before = QString::fromStdString(match.before);
        const QString middle = QString::fromStdString(match.match);
        auto* item = new QStandardItem(before + middle + QString::fromStdString(match.after));
        item->setData(QPoint(static_cast<int>(before.size()), static_cast<int>(middle.size())), kMatchRole);
        item->setData(tr("Page %1").arg(match.page), kPageRole);
        item->setData(tr("Page %1: %2").arg(match.page).arg(item->text()), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    const int count = static_cast<int>(matches.matches.size());
    m_summary->setText(count == 0     ? tr("“%1” does not occur in this document.").arg(m_asked)
                       : matches.more ? tr("The first %n place(s)", nullptr, count)
                                      : tr("%n place(s)", nullptr, count));
    choose(0);
}

void FindPanel::choose(int row) {
    if (row >= 0 && row < m_model->rowCount())
        m_list->setCurrentIndex(m_model->index(row, 0));
}

void FindPanel::showNext() {
    const int row = m_list->currentIndex().row() + 1;
    choose(row < m_model->rowCount() ? row : 0);
}

void FindPanel::showPrevious() {
    const int row = m_list->currentIndex().row() - 1;
    choose(row >= 0 ? row : m_model->rowCount() - 1);
}

void FindPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_query->text().trimmed() != m_asked)
            request();
        else if (event->modifiers() & Qt::ShiftModifier)
            showPrevious();
        else
            showNext();
        return;
    case Qt::Key_Escape:
        Q_EMIT closed();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace memlong::ui

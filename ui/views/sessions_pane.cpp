#include "ui/views/sessions_pane.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/sessions_model.h"
#include "ui/views/two_line_delegate.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {
namespace {

/// Editing a name asks for a rename instead of changing the model.
class SessionDelegate final : public TwoLineDelegate {
public:
    SessionDelegate(SessionsPane& pane)
        : TwoLineDelegate({SessionsModel::SubtitleRole, -1}, &pane), m_pane(pane) {}

    void setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const override {
        const auto* const line = qobject_cast<QLineEdit*>(editor);
        const QString from = index.data(SessionsModel::NameRole).toString();
        const QString to = line == nullptr ? QString() : line->text().trimmed();
        if (!to.isEmpty() && to != from)
            Q_EMIT m_pane.renameRequested(from, to);
    }

private:
    SessionsPane& m_pane;
};

/// Adds that rows can be edited, which the list of values itself cannot.
class EditableFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    Qt::ItemFlags flags(const QModelIndex& index) const override {
        return QSortFilterProxyModel::flags(index) | Qt::ItemIsEditable;
    }
};

} // namespace

SessionsPane::SessionsPane(SessionsModel& model, QWidget* parent) : QFrame(parent), m_model(model) {
    setObjectName(QStringLiteral("sidebar"));
    auto* const title = new QLabel(tr("Sessions"));
    title->setObjectName(QStringLiteral("sectionTitle"));
    m_create = new QToolButton;
    m_create->setIcon(lineIcon("add"));
    m_create->setToolTip(tr("New session"));
    m_create->setAccessibleName(tr("New session"));
    connect(m_create, &QToolButton::clicked, this, &SessionsPane::createRequested);
    auto* const head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 10, 0);
    head->addWidget(title, 1);
    head->addWidget(m_create);

    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search sessions"));
    m_search->setAccessibleName(tr("Search sessions"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(lineIcon("find"), QLineEdit::LeadingPosition);
    auto* const searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 0, 12, 0);
    searchRow->addWidget(m_search);

    m_filter = new EditableFilter(this);
    m_filter->setSourceModel(&model);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterRole(SessionsModel::NameRole);
    m_list = new QListView;
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new SessionDelegate(*this));
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Sessions"));
    m_list->installEventFilter(this);
    m_empty = new QLabel;
    m_empty->setObjectName(QStringLiteral("hint"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_empty->setContentsMargins(16, 8, 16, 8);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);

    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addLayout(searchRow);
    layout->addWidget(m_stack, 1);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setFilterFixedString(text);
        updateEmpty();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_filter->rowCount() > 0)
            Q_EMIT sessionChosen(m_filter->index(0, 0).data(SessionsModel::NameRole).toString());
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        Q_EMIT sessionChosen(index.data(SessionsModel::NameRole).toString());
    });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT sessionChosen(index.data(SessionsModel::NameRole).toString());
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &SessionsPane::updateEmpty);
    updateEmpty();
}

void SessionsPane::updateEmpty() {
    m_empty->setText(m_model.rowCount() == 0
                         ? tr("No sessions yet. A session holds documents and the conversation "
                              "about them.")
                         : tr("No session matches “%1”.").arg(m_search->text()));
    m_stack->setCurrentWidget(m_filter->rowCount() == 0 ? static_cast<QWidget*>(m_empty) : m_list);
}

void SessionsPane::setCurrent(const QString& session) {
    const int row = m_model.rowOf(session);
    m_list->setCurrentIndex(row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model.index(row)));
}

QString SessionsPane::current() const {
    return m_list->currentIndex().data(SessionsModel::NameRole).toString();
}

void SessionsPane::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void SessionsPane::editCurrent() {
    if (m_list->currentIndex().isValid()) {
        m_list->setFocus(Qt::ShortcutFocusReason);
        m_list->edit(m_list->currentIndex());
    }
}

bool SessionsPane::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ContextMenu) {
        auto* const menu = static_cast<QContextMenuEvent*>(event);
        const bool byKey = menu->reason() == QContextMenuEvent::Keyboard;
        const QModelIndex index = byKey
                                      ? m_list->currentIndex()
                                      : m_list->indexAt(m_list->viewport()->mapFromGlobal(menu->globalPos()));
        if (index.isValid())
            Q_EMIT menuRequested(index.data(SessionsModel::NameRole).toString(),
                                 byKey ? m_list->viewport()->mapToGlobal(m_list->visualRect(index).center())
                                       : menu->globalPos());
        return true;
    }
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        if (!current().isEmpty())
            Q_EMIT deleteRequested(current());
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace memlong::ui

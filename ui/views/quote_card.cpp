#include "ui/views/quote_card.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {

QuoteCard::QuoteCard(int number, const Quote& quote, QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("quoteCard"));
    setProperty("rightToLeft", QGuiApplication::isRightToLeft()); // style sheets know left and right only
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    const QString text = toQt(quote.text).simplified();
    const QString source =
        quote.page > 0 ? tr("%1, page %2").arg(toQt(quote.title)).arg(quote.page) : toQt(quote.title);
    m_copyText = QStringLiteral("“%1” (%2)").arg(text, source);
    setAccessibleName(tr("Quote %1: %2. %3").arg(number).arg(text, source));
    setToolTip(tr("Open the page"));

    auto* const label = new QLabel(QString::number(number));
    label->setObjectName(QStringLiteral("quoteNumber"));
    label->setMinimumWidth(16);
    label->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    auto* const words = new QLabel(text);
    words->setWordWrap(true);
    words->setMinimumSize(1, 1); // its height follows from the width alone
    words->setTextFormat(Qt::PlainText);
    auto* const where = new QLabel(source);
    where->setObjectName(QStringLiteral("quoteSource"));
    where->setTextFormat(Qt::PlainText);
    QFont small = where->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    where->setFont(small);
    auto* const column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(words);
    column->addWidget(where);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 14, 10);
    row->setSpacing(10);
    row->addWidget(label, 0, Qt::AlignTop);
    row->addLayout(column, 1);
}

void QuoteCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT activated();
    QFrame::mouseReleaseEvent(event);
}

void QuoteCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else if (event->matches(QKeySequence::Copy))
        QApplication::clipboard()->setText(m_copyText);
    else
        QFrame::keyPressEvent(event);
}

void QuoteCard::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu;
    menu.addAction(lineIcon("document"), tr("Open the page"), this, &QuoteCard::activated);
    menu.addAction(lineIcon("copy"), tr("Copy the quote"), this,
                   [this] { QApplication::clipboard()->setText(m_copyText); });
    menu.exec(event->globalPos());
}

} // namespace memlong::ui

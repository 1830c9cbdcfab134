// One quote: a verbatim sentence with its number and where it stands. Opens its page.
#pragma once

#include <QFrame>

#include "app/services/types.h"

class QLabel;

namespace memlong::ui {

class QuoteCard : public QFrame {
    Q_OBJECT
public:
    QuoteCard(int number, const Quote& quote, QWidget* parent = nullptr);

Q_SIGNALS:
    void activated();

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QString m_copyText;
};

} // namespace memlong::ui

// Search in the open document: a line to type in and the list of places.
#pragma once

#include <optional>

#include <QWidget>

#include "app/services/page_types.h"

class QLabel;
class QLineEdit;
class QListView;
class QStandardItemModel;

namespace memlong::ui {

class FindPanel : public QWidget {
    Q_OBJECT
public:
    explicit FindPanel(QWidget* parent = nullptr);

    void clear();
    void setMatches(const TextMatches& matches);
    void focusQuery(const QString& text); // a selection becomes the query

public Q_SLOTS:
    void showNext();
    void showPrevious();

Q_SIGNALS:
    void searchRequested(const QString& query); // shortly after typing
    void matchChosen(const memlong::TextMatch& match);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void request();
    void choose(int row);

    QLineEdit* m_query = nullptr;
    QLabel* m_summary = nullptr;
    QListView* m_list = nullptr;
    QStandardItemModel* m_model = nullptr;
    TextMatches m_matches;
    QString m_asked;
};

} // namespace memlong::ui

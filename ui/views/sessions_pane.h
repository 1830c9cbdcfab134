// The list of sessions, with search, and what can be done with one.
#pragma once

#include <QFrame>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QToolButton;
class QStackedWidget;
class QLabel;

namespace memlong::ui {

class SessionsModel;

class SessionsPane : public QFrame {
    Q_OBJECT
public:
    explicit SessionsPane(SessionsModel& model, QWidget* parent = nullptr);

    void setCurrent(const QString& session);
    QString current() const;
    void focusSearch();
    /// Lets the user type another name in place.
    void editCurrent();

Q_SIGNALS:
    void sessionChosen(const QString& name);
    void createRequested();
    void menuRequested(const QString& name, const QPoint& globalPosition);
    void renameRequested(const QString& from, const QString& to);
    void deleteRequested(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void updateEmpty();

    SessionsModel& m_model;
    QSortFilterProxyModel* m_filter = nullptr;
    QLineEdit* m_search = nullptr;
    QListView* m_list = nullptr;
    QToolButton* m_create = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
};

} // namespace memlong::ui

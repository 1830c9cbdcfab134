// Every action of the window by typing a part of its name.
#pragma once

#include <QFrame>

class QLineEdit;
class QListView;

namespace memlong::ui {

class CommandFilter;
class CommandModel;

class CommandPalette : public QFrame {
    Q_OBJECT
public:
    CommandPalette(CommandModel& model, QWidget* window);
    void open();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void run();
    void place();

    CommandModel& m_model;
    CommandFilter* m_filter = nullptr;
    QLineEdit* m_query = nullptr;
    QListView* m_list = nullptr;
};

} // namespace memlong::ui

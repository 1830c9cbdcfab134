// The work in the background as a line in the status bar: what, how far, and a button that ends it.
#pragma once

#include <QWidget>

#include "ui/bridge/background_tasks.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace memlong::ui {

class TaskStrip : public QWidget {
    Q_OBJECT
public:
    explicit TaskStrip(BackgroundTasks& tasks, QWidget* parent = nullptr);

private:
    void update();

    BackgroundTasks& m_tasks;
    QLabel* m_title = nullptr;
    QProgressBar* m_bar = nullptr;
    QToolButton* m_cancel = nullptr;
    quint64 m_shown = 0;
};

} // namespace memlong::ui

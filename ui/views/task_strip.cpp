#include "ui/views/task_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "ui/views/tool_button.h"
#include "ui/widgets/figures.h"

namespace memlong::ui {

TaskStrip::TaskStrip(BackgroundTasks& tasks, QWidget* parent) : QWidget(parent), m_tasks(tasks) {
    m_title = new QLabel;
    m_title->setTextFormat(Qt::PlainText);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel = toolButton("close", tr("Cancel"));
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    connect(m_cancel, &QToolButton::clicked, this, [this] { m_tasks.cancel(m_shown); });
    connect(&tasks, &BackgroundTasks::changed, this, &TaskStrip::update);
    update();
}

void TaskStrip::update() {
    setVisible(!m_tasks.tasks().empty());
    if (m_tasks.tasks().empty())
        return;
    const BackgroundTasks::Task& task = m_tasks.tasks().front(); // the others follow when it is done
    m_shown = task.id;
    QStringList parts{task.stopping ? tr("Stopping …") : task.title};
    if (const QString left = secondsLeftText(task.secondsLeft); !left.isEmpty() && !task.stopping)
        parts << left;
    if (const int others = static_cast<int>(m_tasks.tasks().size()) - 1; others > 0)
        parts << tr("%n more", nullptr, others);
    m_title->setText(parts.join(QStringLiteral("  ·  ")));
    m_cancel->setEnabled(!task.stopping);
    if (task.progress.total == 0) {
        m_bar->setRange(0, 0);
    } else {
        m_bar->setRange(0, 1000);
        m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(task.progress.done) /
                                         static_cast<double>(task.progress.total)));
    }
}

} // namespace memlong::ui

// The first start: what the program does, what it needs, and the sample book to try it with.
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace memlong::ui {

class FirstRun : public QDialog {
    Q_OBJECT
public:
    explicit FirstRun(QWidget* parent = nullptr);
    /// Names of the language models that are there already.
    void setDecoders(const QStringList& names);

Q_SIGNALS:
    void sampleRequested();
    void modelsRequested();

private:
    void showStep(int step);

    QStackedWidget* m_steps = nullptr;
    QLabel *m_dots = nullptr, *m_models = nullptr;
    QPushButton *m_back = nullptr, *m_next = nullptr, *m_skip = nullptr;
};

} // namespace memlong::ui

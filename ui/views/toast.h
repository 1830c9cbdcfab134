// A line that says what has just been done, with a way back. Goes by itself.
#pragma once

#include <functional>

#include <QFrame>

class QLabel;
class QPushButton;
class QTimer;

namespace memlong::ui {

class Toast : public QFrame {
    Q_OBJECT
public:
    explicit Toast(QWidget* parent);
    void show(const QString& text, const QString& action = {}, std::function<void()> undo = {});

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    QLabel* m_text = nullptr;
    QPushButton* m_button = nullptr;
    QTimer* m_timer = nullptr;
    std::function<void()> m_undo;
};

} // namespace memlong::ui

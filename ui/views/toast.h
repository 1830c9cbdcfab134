// A line that says what has just been done, with a way back. Goes by itself; a way back that something else
// covered comes up again after it.
#pragma once

#include <functional>
#include <vector>

#include <QFrame>

class QLabel;
class QPushButton;
class QTimer;

namespace memlong::ui {

class Toast : public QFrame {
    Q_OBJECT
public:
    explicit Toast(QWidget* parent);
    void show(const QString& text, const QString& action = {}, std::function<void()> run = {});

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Message {
        QString text, action;
        std::function<void()> run;
    };
    void display(Message message);
    void next();
    void place();

    QLabel* m_text = nullptr;
    QPushButton* m_button = nullptr;
    QTimer* m_timer = nullptr;
    Message m_shown;
    std::vector<Message> m_covered; // with an action, the newest last
};

} // namespace memlong::ui

// The conversation as a column of messages.
#pragma once

#include <vector>

#include <QScrollArea>

#include "ui/models/chat_model.h"

class QPushButton;
class QVBoxLayout;

namespace memlong::ui {

class AnswerWidget;

class ChatView : public QScrollArea {
    Q_OBJECT
public:
    explicit ChatView(ChatModel& model, QWidget* parent = nullptr);

    AnswerWidget* answer(int row) const; // null for a question, or when it is not shown
    void setInspectedRow(int row);       // -1: none
    /// Opens the newest question for editing.
    void editLastQuestion();

Q_SIGNALS:
    void quoteActivated(int row, const memlong::Quote& quote);
    void copyRequested(int row);
    void regenerateRequested(int row);
    void inspectRequested(int row);
    void removeRequested(int row);
    void resendRequested(int row, const QString& text);
    void answerPlaceClicked(int row, int sourcePosition);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void addRow(int row);
    int rowOf(const QWidget* widget) const;
    void updateActions();
    void followEnd();

    ChatModel& m_model;
    QWidget* m_page = nullptr;
    QWidget* m_column = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QPushButton* m_earlier = nullptr;
    std::vector<QWidget*> m_widgets; // of rows from m_firstShown on
    int m_firstShown = 0;
    bool m_atEnd = true; // follows what is added
};

} // namespace memlong::ui

// What the user asked: a bubble at the end of the line, with editing in place.
#pragma once

#include <QWidget>

class QFrame;
class QLabel;
class QPlainTextEdit;
class QToolButton;
class QHBoxLayout;

namespace memlong::ui {

class QuestionWidget : public QWidget {
    Q_OBJECT
public:
    explicit QuestionWidget(const QString& text, QWidget* parent = nullptr);
    QString text() const { return m_text; }
    void setActionsEnabled(bool enabled);
    void beginEdit();

Q_SIGNALS:
    void resendRequested(const QString& text);
    void removeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void endEdit(bool send);

    QString m_text;
    QFrame* m_bubble = nullptr;
    QLabel* m_label = nullptr;
    QPlainTextEdit* m_editor = nullptr;
    QWidget* m_editorRow = nullptr;
    QToolButton *m_edit = nullptr, *m_copy = nullptr, *m_remove = nullptr;
};

} // namespace memlong::ui

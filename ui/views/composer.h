// Where questions are written: grows with the text, sends with Return.
#pragma once

#include <QFrame>

class QComboBox;
class QPlainTextEdit;
class QToolButton;

namespace memlong::ui {

class Composer : public QFrame {
    Q_OBJECT
public:
    explicit Composer(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    void insertQuote(const QString& text); // "ask about this selection"
    void clear();
    void setBusy(bool busy); // the button stops instead of sending
    /// Whether there is anything to ask about, and what the empty field says.
    void setReady(bool ready, const QString& placeholder);
    void setMode(const QString& mode);
    void focusText();

Q_SIGNALS:
    void sendRequested(const QString& text);
    void stopRequested();
    void modeChosen(const QString& mode);
    void attachRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void send();
    void fitHeight();
    void updateButton();

    QPlainTextEdit* m_text = nullptr;
    QComboBox* m_mode = nullptr;
    QToolButton *m_attach = nullptr, *m_send = nullptr;
    bool m_busy = false, m_ready = false;
};

} // namespace memlong::ui

// What the centre shows while there is no conversation: what to do next, in one or two buttons.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace memlong::ui {

class EmptyState : public QWidget {
    Q_OBJECT
public:
    enum class Kind {
        NoSession,   // nothing is open
        NoDocuments, // an empty session
        NoMessages,  // documents are there: ask
    };
    explicit EmptyState(QWidget* parent = nullptr);
    void show(Kind kind);

Q_SIGNALS:
    void createRequested();
    void addRequested();
    void sampleRequested();

private:
    QLabel *m_heading = nullptr, *m_text = nullptr;
    QPushButton *m_primary = nullptr, *m_secondary = nullptr;
    Kind m_kind = Kind::NoSession;
};

} // namespace memlong::ui

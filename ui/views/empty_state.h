// What the centre shows while there is no conversation: what to do next, in one or two buttons.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

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
    void show(Kind kind, const QStringList& suggestions = {});

Q_SIGNALS:
    void createRequested();
    void addRequested();
    void sampleRequested();
    void questionChosen(const QString& question);

private:
    QLabel *m_heading = nullptr, *m_text = nullptr;
    QPushButton *m_primary = nullptr, *m_secondary = nullptr;
    QVBoxLayout* m_suggestions = nullptr;
    Kind m_kind = Kind::NoSession;
};

} // namespace memlong::ui

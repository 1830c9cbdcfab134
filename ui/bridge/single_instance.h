// One program a user and data folder: a second start hands its files to the first and ends.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

class QLocalServer;

namespace memlong::ui {

class SingleInstance : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString& dataFolder, QObject* parent = nullptr);

    /// True when a program that runs already has taken `paths`.
    bool handOver(const QStringList& paths);
    /// Waits for later starts from now on. False when that is not possible; the program works without.
    bool listen();

Q_SIGNALS:
    void pathsReceived(const QStringList& paths); // none: just come to the front

private:
    QString m_name;
    QLocalServer* m_server = nullptr;
};

} // namespace memlong::ui

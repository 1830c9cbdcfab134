#include "ui/bridge/single_instance.h"

#include <memory>

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QStandardPaths>

namespace memlong::ui {
namespace {

constexpr int kTimeoutMs = 2000;
constexpr qint64 kMostBytes = 1 << 20; // of a hand-over; whoever sends more is no start of this program

QByteArray encoded(const QStringList& paths) {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << paths;
    return bytes;
}

} // namespace

SingleInstance::SingleInstance(const QString& dataFolder, QObject* parent) : QObject(parent) {
    const QByteArray folder = QDir::cleanPath(dataFolder).toUtf8();
    const QString name =
        QStringLiteral("memlong-") +
        QString::fromLatin1(QCryptographicHash::hash(folder, QCryptographicHash::Sha1).toHex().left(12));
    // In the user's own folder, which nobody else can enter.
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    m_name = runtime.isEmpty() ? name : runtime + QLatin1Char('/') + name;
}

bool SingleInstance::handOver(const QStringList& paths) {
    QStringList absolute;
    for (const QString& path : paths)
        absolute.push_back(QDir::current().absoluteFilePath(path));
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kTimeoutMs))
        return false;
    socket.write(encoded(absolute));
    return socket.waitForBytesWritten(kTimeoutMs) && socket.waitForReadyRead(kTimeoutMs) &&
           socket.readAll() == QByteArrayLiteral("ok");
}

bool SingleInstance::listen() {
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_server->listen(m_name)) {
        QLocalServer::removeServer(m_name); // left by a program that was killed: nobody answered
        if (!m_server->listen(m_name))
            return false;
    }
    connect(m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* const socket = m_server->nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            const auto received = std::make_shared<QByteArray>();
            connect(socket, &QLocalSocket::readyRead, this, [this, socket, received] {
                received->append(socket->read(kMostBytes + 1 - received->size()));
                if (received->size() > kMostBytes) {
                    socket->abort();
                    return;
                }
                QDataStream stream(*received);
                stream.setVersion(QDataStream::Qt_6_4);
                QStringList paths;
                stream.startTransaction();
                stream >> paths;
                if (!stream.commitTransaction())
                    return; // more is to come
                socket->write("ok");
                socket->flush();
                Q_EMIT pathsReceived(paths);
            });
        }
    });
    return true;
}

} // namespace memlong::ui

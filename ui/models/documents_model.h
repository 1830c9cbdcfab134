// The documents of the session in use: those that are stored, and those on their way into it.
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "app/services/types.h"
#include "ui/bridge/ingest_queue.h"

namespace memlong::ui {

class DocumentsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Status {
        Waiting,
        Reading,
        Encoding,
        Paused,
        Ready,
        Unfinished, // begun in an earlier run and cut short
        Scanned,
        Encrypted,
        Unavailable,
        Failed,
        Cancelled
    };
    Q_ENUM(Status)
    enum Role {
        TitleRole = Qt::UserRole + 1,
        StatusRole,
        StatusTextRole, // one line
        ProblemRole,    // the whole reason
        ProgressRole,   // 0..1, or -1
        PathRole,
        DocumentRole, // id in the session, 0 while it is not stored
        QueueKeyRole, // in the ingest queue, 0 when it is not there
    };

    explicit DocumentsModel(IngestQueue& queue, QObject* parent = nullptr);

    void setSession(const QString& session);
    void setDocuments(const std::vector<DocumentSummary>& documents);
    int rowOfDocument(Id document) const; // -1: not there

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Row {
        quint64 key = 0;
        Id document = 0;
        QString title, path, problem, format;
        Status status = Status::Waiting;
        int pages = 0;
        qint64 chunks = 0;
        int damagedPages = 0;
        quint64 done = 0, total = 0;
        double tokensPerSecond = 0, secondsLeft = -1;
    };
    void rebuild();
    Row rowOf(const IngestItem& item) const;
    static Row rowOf(const DocumentSummary& document);
    QString statusText(const Row& row) const;

    IngestQueue& m_queue;
    QString m_session;
    std::vector<DocumentSummary> m_documents;
    std::vector<Row> m_rows;
};

} // namespace memlong::ui

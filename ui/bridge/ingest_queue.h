// Documents on their way into sessions: what waits, what is being read, and what became of each.
// On the UI thread; the reading itself is a long job of the engine that lets questions go first.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

#include "ui/bridge/engine.h"

namespace memlong::ui {

struct IngestItem {
    enum class State { Waiting, Reading, Ready, AlreadyThere, Scanned, Encrypted, Failed, Cancelled };

    quint64 key = 0;
    QString session;
    QString path; // absolute; the name of `text` when there is one
    std::optional<QString> text;
    QString title;
    State state = State::Waiting;
    QString problem;
    QString stage; // while reading
    quint64 done = 0, total = 0;
    QString unit;
    double tokensPerSecond = 0, secondsLeft = -1;
    QString password;
    bool ocr = false;
    Id document = 0;
    int pages = 0;
    qint64 chunks = 0;
    int damagedPages = 0;

    bool isOpen() const { return state == State::Waiting || state == State::Reading; }
};

class IngestQueue : public QObject {
    Q_OBJECT
public:
    explicit IngestQueue(Engine& engine, QObject* parent = nullptr);
    ~IngestQueue() override;

    const std::vector<IngestItem>& items() const { return m_items; }
    const IngestItem* item(quint64 key) const;
    /// Of a session, or of all when it is empty.
    bool isBusy(const QString& session = {}) const;
    bool isPaused() const { return m_paused->load(); }

    void setChunkTokens(int tokens) { m_chunkTokens = tokens; }
    /// Of text recognition, as Tesseract names it; empty: the standard one.
    void setOcrLanguage(const QString& language) { m_ocrLanguage = language; }

    /// Files and folders; folders are looked through on the reader's thread. `password` opens those that are
    /// encrypted, `ocr` recognises the text of scanned pages.
    void addPaths(const QString& session, const QStringList& paths, const QString& password = {},
                  bool ocr = false);
    void addText(const QString& session, const QString& name, const QString& text);
    void setPaused(bool paused);
    void cancel(quint64 key);
    void cancelAll(const QString& session);
    /// What failed, was cancelled, or is encrypted or scanned: once more, with a password or text
    /// recognition.
    void retry(quint64 key, const QString& password = {}, bool ocr = false);
    /// Takes a finished item off the list.
    void dismiss(quint64 key);
    void renameSession(const QString& from, const QString& to);

Q_SIGNALS:
    void itemsChanged();          // added, removed or other states
    void progressed(quint64 key); // of one item
    void documentDone(const QString& session, quint64 key);
    void finished(const QString& session, int ready, int failed); // nothing waits any more
    void failed(const QString& session, const QString& message);  // the session or a model, not a document

private:
    struct Batch;
    IngestItem* find(quint64 key);
    IngestItem* findOpen(const QString& session, const QString& path);
    void add(IngestItem item);
    void startNext();
    void onDocument(const std::shared_ptr<Batch>& batch, const IngestedDocument& document);
    void onProgress(const std::shared_ptr<Batch>& batch, const IngestProgress& progress);
    void onEnd(const std::shared_ptr<Batch>& batch, const Result<IngestReport>& report);

    Engine& m_engine;
    std::vector<IngestItem> m_items;
    quint64 m_nextKey = 1;
    int m_chunkTokens = 256;
    QString m_ocrLanguage;
    std::shared_ptr<std::atomic<bool>> m_paused; // read by the engine's thread
    std::shared_ptr<Batch> m_batch;              // being read
    int m_readyCount = 0, m_failedCount = 0;     // since the queue was empty
};

} // namespace memlong::ui

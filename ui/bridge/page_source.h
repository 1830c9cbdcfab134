// Pages of the documents of a session, read and drawn on a thread of their own: a picture never waits for an
// answer. On the UI thread; results come as signals.
#pragma once

#include <memory>

#include <QObject>
#include <QString>

#include "app/services/document_pages.h"
#include "ui/bridge/engine.h"

namespace memlong::ui {

class PageSource : public QObject {
    Q_OBJECT
public:
    explicit PageSource(Engine& engine, QObject* parent = nullptr);
    ~PageSource() override;

    /// Also again, when more of the document is stored by now.
    void open(const QString& session, Id document, const QString& password = {});
    void close();
    void requestPicture(Id document, int page, double pixelsPerPoint);
    void requestText(Id document, int page);
    void search(Id document, const QString& query);

Q_SIGNALS:
    void opened(const memlong::DocumentView& view);
    void openFailed(const QString& problem);
    void picture(memlong::Id document, std::shared_ptr<const memlong::PagePicture> picture);
    void pictureFailed(memlong::Id document, int page, const QString& problem);
    void text(memlong::Id document, const memlong::PageText& text);
    void matches(memlong::Id document, const memlong::TextMatches& matches);

private:
    struct OnThread; // what the thread owns
    void post(std::function<void(OnThread&, std::stop_token)> job);

    Engine& m_engine;
    quint64 m_opening =
        0; // number of the newest open() or close(); documents of two sessions may share an id
    std::stop_source m_search;
    std::shared_ptr<OnThread> m_state;
    std::unique_ptr<JobThread> m_thread; // last
};

} // namespace memlong::ui

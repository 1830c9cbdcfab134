#include "ui/bridge/ingest_queue.h"

#include <algorithm>
#include <chrono>

#include <QDir>
#include <QFileInfo>

#include "ui/bridge/text.h"

namespace memlong::ui {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(80);

IngestItem::State stateOf(IngestedDocument::Outcome outcome) {
    using Outcome = IngestedDocument::Outcome;
    switch (outcome) {
    case Outcome::Added:
    case Outcome::Resumed:
        return IngestItem::State::Ready;
    case Outcome::AlreadyThere:
        return IngestItem::State::AlreadyThere;
    case Outcome::Scanned:
        return IngestItem::State::Scanned;
    case Outcome::Encrypted:
        return IngestItem::State::Encrypted;
    case Outcome::Cancelled:
        return IngestItem::State::Cancelled;
    case Outcome::Failed:
        break;
    }
    return IngestItem::State::Failed;
}

QString absolute(const QString& path) {
    return QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

} // namespace

struct IngestQueue::Batch {
    QString session;
    std::vector<quint64> keys;
    std::stop_source stop;
};

IngestQueue::IngestQueue(Engine& engine, QObject* parent)
    : QObject(parent), m_engine(engine), m_paused(std::make_shared<std::atomic<bool>>(false)) {}

IngestQueue::~IngestQueue() {
    if (m_batch)
        m_batch->stop.request_stop();
}

const IngestItem* IngestQueue::item(quint64 key) const {
    const auto found = std::ranges::find(m_items, key, &IngestItem::key);
    return found == m_items.end() ? nullptr : &*found;
}

IngestItem* IngestQueue::find(quint64 key) {
    const auto found = std::ranges::find(m_items, key, &IngestItem::key);
    return found == m_items.end() ? nullptr : &*found;
}

IngestItem* IngestQueue::findOpen(const QString& session, const QString& path) {
    const auto found = std::ranges::find_if(m_items, [&](const IngestItem& item) {
        return item.isOpen() && item.session == session && item.path == path;
    });
    return found == m_items.end() ? nullptr : &*found;
}

bool IngestQueue::isBusy(const QString& session) const {
    return std::ranges::any_of(m_items, [&](const IngestItem& item) {
        return item.isOpen() && (session.isEmpty() || item.session == session);
    });
}

void IngestQueue::addPaths(const QString& session, const QStringList& paths, const QString& password,
                           bool ocr) {
    struct Found {
        std::vector<std::filesystem::path> files;
        std::vector<std::filesystem::path> unusable; // shown with the reason once they are tried
    };
    std::vector<std::filesystem::path> roots;
    for (const QString& path : paths)
        roots.push_back(pathFromQt(absolute(path)));
    m_engine.read<Found>(
        this,
        [roots](Application&, const std::stop_token& stop) -> Result<Found> {
            Found found;
            for (const auto& root : roots) {
                if (stop.stop_requested())
                    break;
                if (auto files = listDocuments(root))
                    found.files.insert(found.files.end(), files->begin(), files->end());
                else
                    found.unusable.push_back(root);
            }
            return found;
        },
        [this, session, password, ocr](const Result<Found>& found) {
            if (!found) {
                Q_EMIT failed(session, toQt(found.error().message));
                return;
            }
            for (const auto* files : {&found->files, &found->unusable})
                for (const auto& file : *files) {
                    IngestItem item;
                    item.session = session;
                    item.path = absolute(toQt(file));
                    item.title = QFileInfo(item.path).completeBaseName();
                    item.password = password;
                    item.ocr = ocr;
                    add(std::move(item));
                }
            Q_EMIT itemsChanged();
            startNext();
        });
}

void IngestQueue::addText(const QString& session, const QString& name, const QString& text) {
    IngestItem item;
    item.session = session;
    item.path = item.title = name;
    item.text = text;
    add(std::move(item));
    Q_EMIT itemsChanged();
    startNext();
}

void IngestQueue::add(IngestItem item) {
    if (findOpen(item.session, item.path) != nullptr)
        return;
    std::erase_if(m_items, [&](const IngestItem& earlier) { // an earlier try
        return !earlier.isOpen() && earlier.session == item.session && earlier.path == item.path;
    });
    item.key = m_nextKey++;
    m_items.push_back(std::move(item));
}

void IngestQueue::setPaused(bool paused) {
    if (m_paused->exchange(paused) == paused)
        return;
    m_engine.wakeEngine();
    Q_EMIT itemsChanged();
    startNext();
}

void IngestQueue::cancel(quint64 key) {
    IngestItem* const item = find(key);
    if (item == nullptr || !item->isOpen())
        return;
    if (m_batch && std::ranges::find(m_batch->keys, key) != m_batch->keys.end()) {
        m_batch->stop.request_stop(); // the others of the batch go on waiting
        m_engine.wakeEngine();
    }
    item->state = IngestItem::State::Cancelled;
    Q_EMIT itemsChanged();
}

void IngestQueue::cancelAll(const QString& session) {
    std::vector<quint64> keys;
    for (const IngestItem& item : m_items)
        if (item.isOpen() && item.session == session)
            keys.push_back(item.key);
    for (const quint64 key : keys)
        cancel(key);
}

void IngestQueue::retry(quint64 key, const QString& password, bool ocr) {
    IngestItem* const item = find(key);
    if (item == nullptr || item->isOpen())
        return;
    item->state = IngestItem::State::Waiting;
    item->problem.clear();
    item->password = password;
    item->ocr = ocr;
    item->done = item->total = 0;
    Q_EMIT itemsChanged();
    startNext();
}

void IngestQueue::dismiss(quint64 key) {
    if (std::erase_if(m_items, [&](const IngestItem& item) { return item.key == key && !item.isOpen(); }) > 0)
        Q_EMIT itemsChanged();
}

void IngestQueue::renameSession(const QString& from, const QString& to) {
    for (IngestItem& item : m_items)
        if (item.session == from)
            item.session = to;
    Q_EMIT itemsChanged();
}

void IngestQueue::startNext() {
    if (m_batch || isPaused())
        return;
    const auto first = std::ranges::find(m_items, IngestItem::State::Waiting, &IngestItem::state);
    if (first == m_items.end())
        return;
    auto batch = std::make_shared<Batch>();
    batch->session = first->session;
    IngestOptions options;
    options.chunkTokens = m_chunkTokens;
    options.password = fromQt(first->password);
    options.ocr = first->ocr;
    if (!m_ocrLanguage.isEmpty())
        options.ocrLanguage = fromQt(m_ocrLanguage);
    std::vector<std::filesystem::path> paths;
    std::optional<std::string> text;
    std::string name;
    if (first->text) {
        text = fromQt(*first->text);
        name = fromQt(first->path);
        batch->keys.push_back(first->key);
    } else {
        for (const IngestItem& item : m_items)
            if (item.state == IngestItem::State::Waiting && !item.text && item.session == first->session &&
                item.password == first->password && item.ocr == first->ocr) {
                batch->keys.push_back(item.key);
                paths.push_back(pathFromQt(item.path));
            }
    }
    m_batch = batch;

    const auto paused = m_paused;
    const auto work = [engine = &m_engine, self = QPointer<IngestQueue>(this), batch, options, paths, text,
                       name, paused](EngineAccess& access) mutable -> Result<IngestReport> {
        const std::string sessionName = fromQt(batch->session);
        MEMLONG_ASSIGN(Session* const session, access.sessions.session(sessionName));
        const SessionPool::Hold hold(access.sessions, sessionName);
        options.onDocument = [engine, self, batch](const IngestedDocument& document) {
            engine->deliver([self, batch, document] {
                if (self)
                    self->onDocument(batch, document);
            });
        };
        auto lastSent = std::chrono::steady_clock::time_point();
        std::string lastPath;
        const auto onProgressHere = [&](const IngestProgress& progress) {
            const auto now = std::chrono::steady_clock::now();
            if (now - lastSent >= kProgressInterval || progress.path != lastPath) {
                lastSent = now;
                lastPath = progress.path;
                engine->deliver([self, batch, progress] {
                    if (self)
                        self->onProgress(batch, progress);
                });
            }
            if (progress.progress.stage == "encoding") // what is stored is whole then
                access.thread.yield([&] { return paused->load(); }, access.stop);
        };
        return text ? session->ingestText(*text, name, options, onProgressHere, access.stop)
                    : session->ingest(paths, options, onProgressHere, access.stop);
    };
    batch->stop = m_engine.run<IngestReport>(
        this, work, [this, batch](const Result<IngestReport>& report) { onEnd(batch, report); },
        JobThread::Kind::Long);
}

void IngestQueue::onProgress(const std::shared_ptr<Batch>& batch, const IngestProgress& progress) {
    if (batch != m_batch)
        return;
    IngestItem* const item = findOpen(batch->session, toQt(progress.path));
    if (item == nullptr)
        return;
    const bool began = item->state != IngestItem::State::Reading;
    item->state = IngestItem::State::Reading;
    item->stage = toQt(progress.progress.stage);
    item->done = progress.progress.done;
    item->total = progress.progress.total;
    item->unit = toQt(progress.progress.unit);
    item->tokensPerSecond = progress.tokensPerSecond;
    item->secondsLeft = progress.secondsLeft;
    if (began)
        Q_EMIT itemsChanged();
    else
        Q_EMIT progressed(item->key);
}

void IngestQueue::onDocument(const std::shared_ptr<Batch>& batch, const IngestedDocument& document) {
    IngestItem* const item = findOpen(batch->session, toQt(document.path));
    if (item == nullptr)
        return;
    if (document.outcome == IngestedDocument::Outcome::Cancelled)
        return; // another one was: this one goes on waiting
    item->state = stateOf(document.outcome);
    if (!document.title.empty())
        item->title = toQt(document.title);
    item->problem = toQt(document.problem);
    item->document = document.id;
    item->pages = document.pages;
    item->chunks = document.chunks;
    item->damagedPages = static_cast<int>(document.pageProblems.size());
    item->password.clear();
    const bool good =
        item->state == IngestItem::State::Ready || item->state == IngestItem::State::AlreadyThere;
    ++(good ? m_readyCount : m_failedCount);
    Q_EMIT itemsChanged();
    Q_EMIT documentDone(batch->session, item->key);
}

void IngestQueue::onEnd(const std::shared_ptr<Batch>& batch, const Result<IngestReport>& report) {
    if (batch != m_batch)
        return;
    m_batch.reset();
    if (!report && report.error().code != ErrorCode::Cancelled) {
        for (const quint64 key : batch->keys)
            if (IngestItem* const item = find(key); item != nullptr && item->isOpen()) {
                item->state = IngestItem::State::Failed;
                item->problem = toQt(report.error().message);
                ++m_failedCount;
            }
        Q_EMIT failed(batch->session, toQt(report.error().message));
    }
    for (const quint64 key : batch->keys)
        if (IngestItem* const item = find(key); item != nullptr && item->state == IngestItem::State::Reading)
            item->state = IngestItem::State::Waiting;
    Q_EMIT itemsChanged();
    startNext();
    if (!m_batch && !isBusy()) {
        Q_EMIT finished(batch->session, m_readyCount, m_failedCount);
        m_readyCount = m_failedCount = 0;
    }
}

} // namespace memlong::ui

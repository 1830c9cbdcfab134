#include "ui/bridge/page_source.h"

#include <optional>

#include <QPointer>

#include "ui/bridge/text.h"

namespace memlong::ui {
namespace {

constexpr std::size_t kMostMatches = 500;

} // namespace

struct PageSource::OnThread {
    std::optional<Application> application;
    std::unique_ptr<DocumentPages> pages;
    Id document = 0;
};

PageSource::PageSource(Engine& engine, QObject* parent)
    : QObject(parent), m_engine(engine), m_state(std::make_shared<OnThread>()),
      m_thread(std::make_unique<JobThread>()) {}

PageSource::~PageSource() {
    m_thread.reset();
}

void PageSource::post(std::function<void(OnThread&, std::stop_token)> job) {
    m_thread->post(JobThread::Kind::Short, [state = m_state, job = std::move(job)](
                                               const std::stop_token& stop) { job(*state, stop); });
}

void PageSource::open(const QString& session, Id document, const QString& password) {
    const quint64 opening = ++m_opening;
    const QPointer<PageSource> self(this);
    post([this, self, opening, document, options = m_engine.options(), name = fromQt(session),
          secret = fromQt(password)](OnThread& state, const std::stop_token&) {
        state.pages.reset();
        state.document = document;
        const auto open = [&]() -> Result<DocumentView> {
            if (!state.application) {
                MEMLONG_ASSIGN(state.application, Application::open(options));
            }
            MEMLONG_ASSIGN(state.pages, openDocumentPages(*state.application, name, document, secret));
            return state.pages->view();
        };
        auto view = std::make_shared<Result<DocumentView>>(open());
        m_engine.deliver([self, opening, view] {
            if (!self || opening != self->m_opening)
                return;
            if (*view)
                Q_EMIT self->opened(**view);
            else
                Q_EMIT self->openFailed(toQt(view->error().message));
        });
    });
}

void PageSource::close() {
    ++m_opening;
    post([](OnThread& state, const std::stop_token&) {
        state.pages.reset();
        state.document = 0;
    });
}

void PageSource::requestPicture(Id document, int page, double pixelsPerPoint) {
    const QPointer<PageSource> self(this);
    post([this, self, opening = m_opening, document, page, pixelsPerPoint](OnThread& state,
                                                                           const std::stop_token& stop) {
        if (state.document != document || state.pages == nullptr)
            return;
        auto drawn = state.pages->picture(page, pixelsPerPoint, stop);
        if (!drawn) {
            m_engine.deliver([self, opening, document, page, problem = toQt(drawn.error().message)] {
                if (self && opening == self->m_opening)
                    Q_EMIT self->pictureFailed(document, page, problem);
            });
            return;
        }
        m_engine.deliver(
            [self, opening, document, made = std::make_shared<const PagePicture>(std::move(*drawn))] {
                if (self && opening == self->m_opening)
                    Q_EMIT self->picture(document, made);
            });
    });
}

void PageSource::requestText(Id document, int page) {
    const QPointer<PageSource> self(this);
    post([this, self, opening = m_opening, document, page](OnThread& state, const std::stop_token&) {
        if (state.document != document || state.pages == nullptr)
            return;
        auto found = state.pages->text(page);
        PageText result;
        result.page = page;
        if (found)
            result = std::move(*found);
        m_engine.deliver([self, opening, document, result] {
            if (self && opening == self->m_opening)
                Q_EMIT self->text(document, result);
        });
    });
}

void PageSource::search(Id document, const QString& query) {
    m_search.request_stop(); // only the newest is wanted
    m_search = std::stop_source();
    const QPointer<PageSource> self(this);
    post([this, self, opening = m_opening, document, wanted = m_search.get_token(),
          text = fromQt(query)](OnThread& state, const std::stop_token&) {
        if (state.document != document || state.pages == nullptr || wanted.stop_requested())
            return;
        auto found = state.pages->find(text, kMostMatches, wanted);
        TextMatches result;
        result.query = text;
        if (found)
            result = std::move(*found);
        m_engine.deliver([self, opening, document, wanted, result] {
            if (self && opening == self->m_opening && !wanted.stop_requested())
                Q_EMIT self->matches(document, result);
        });
    });
}

} // namespace memlong::ui

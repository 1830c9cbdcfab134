#include "engine/documents/page_picture.h"

#include <optional>

#include "engine/documents/clean_text.h"
#include "engine/documents/pdf_worker.h"

namespace memlong {
namespace {

using namespace std::chrono_literals;
using pdf::Worker;

constexpr auto kOpenLimit = 60s;
constexpr auto kPictureLimit = 60s; // the worker allows itself 20 s of processor time

} // namespace

struct PdfPictures::State {
    std::filesystem::path path;
    pdf::OpenRequest request;
    std::optional<Worker> worker; // nothing after it died
    int pages = 0;
    std::vector<std::pair<float, float>> sizes;
    std::vector<OutlineEntry> outline;

    Error unreadable(const std::string& what) const {
        return makeError(ErrorCode::BadInput, path.string() + " " + what);
    }

    /// Starts the process and waits until the file is open.
    Result<pdf::OpenReply> start(const std::stop_token& stop, bool& locked) {
        worker.reset();
        MEMLONG_ASSIGN(Worker started, Worker::start(request));
        std::string payload;
        const Worker::Outcome outcome = started.receive(payload, kOpenLimit, stop);
        if (outcome == Worker::Outcome::Cancelled)
            return makeError(ErrorCode::Cancelled, "opening " + path.string() + " was cancelled");
        auto reply = outcome == Worker::Outcome::Message ? pdf::decodeOpenReply(payload) : std::nullopt;
        if (!reply)
            return unreadable("is damaged beyond drawing; get another copy or repair it (qpdf, mutool)");
        locked = reply->status == pdf::OpenReply::Status::Locked;
        if (locked)
            return unreadable(request.password.empty()
                                  ? "is encrypted; its password is needed to show its pages"
                                  : "is encrypted and the password given is wrong");
        if (reply->status != pdf::OpenReply::Status::Ok || reply->pages <= 0)
            return unreadable("is not a readable PDF; get another copy or repair it (qpdf, mutool)");
        worker = std::move(started);
        return std::move(*reply);
    }
};

PdfPictures::PdfPictures(std::unique_ptr<State> state) : m_state(std::move(state)) {}
PdfPictures::PdfPictures(PdfPictures&&) noexcept = default;
PdfPictures& PdfPictures::operator=(PdfPictures&&) noexcept = default;
PdfPictures::~PdfPictures() = default;

Result<PdfPictures> PdfPictures::open(const std::filesystem::path& path, const std::string& password,
                                      bool& locked) {
    auto state = std::make_unique<State>();
    std::error_code error;
    state->path = path;
    state->request.path = std::filesystem::absolute(path, error).string();
    state->request.password = password;
    state->request.view = true;
    locked = false;
    MEMLONG_ASSIGN(const pdf::OpenReply reply, state->start({}, locked));
    state->pages = reply.pages;
    for (std::size_t i = 0; i < static_cast<std::size_t>(reply.pages); ++i)
        state->sizes.push_back(2 * i + 1 < reply.sizes.size()
                                   ? std::pair(reply.sizes[2 * i], reply.sizes[2 * i + 1])
                                   : std::pair(0.0F, 0.0F));
    for (const pdf::OutlineItem& item : reply.outline)
        if (std::string title = pdf::cleanLine(item.title); !title.empty())
            state->outline.push_back({std::move(title), item.page, item.level});
    return PdfPictures(std::move(state));
}

int PdfPictures::pages() const {
    return m_state->pages;
}

const std::vector<std::pair<float, float>>& PdfPictures::sizes() const {
    return m_state->sizes;
}

const std::vector<OutlineEntry>& PdfPictures::outline() const {
    return m_state->outline;
}

Result<DrawnPage> PdfPictures::draw(int page, double pixelsPerPoint, const std::stop_token& stop) {
    State& state = *m_state;
    if (page < 1 || page > state.pages)
        return makeError(ErrorCode::InvalidArgument,
                         state.path.string() + " has no page " + std::to_string(page));
    const std::string name = "page " + std::to_string(page) + " of " + state.path.string();
    if (!state.worker) {
        bool locked = false;
        MEMLONG_ASSIGN(const pdf::OpenReply reply, state.start(stop, locked));
        if (reply.pages < page)
            return makeError(ErrorCode::BadInput, state.path.string() + " has changed; open it again");
    }
    std::string payload;
    Worker::Outcome outcome = Worker::Outcome::Died;
    if (state.worker->send({page, pixelsPerPoint}))
        outcome = state.worker->receive(payload, kPictureLimit, stop);
    if (outcome != Worker::Outcome::Message)
        state.worker.reset(); // the next page gets a new process
    switch (outcome) {
    case Worker::Outcome::Cancelled:
        return makeError(ErrorCode::Cancelled, "drawing " + name + " was cancelled");
    case Worker::Outcome::TimedOut:
        return makeError(ErrorCode::BadInput, name + " takes too long to draw");
    case Worker::Outcome::Died:
        return makeError(ErrorCode::BadInput,
                         name + " is damaged, or drawing it takes too long or too much memory");
    case Worker::Outcome::Message:
        break;
    }
    auto picture = pdf::decodePictureReply(payload);
    if (!picture || picture->page != page) {
        state.worker.reset();
        return makeError(ErrorCode::Internal,
                         "memlong-pdf-worker does not fit this program; install memlong again");
    }
    if (!picture->problem.empty())
        return makeError(ErrorCode::BadInput, name + " cannot be shown: " + picture->problem);
    DrawnPage drawn;
    drawn.number = page;
    drawn.width = picture->width;
    drawn.height = picture->height;
    drawn.pixelsPerPoint = picture->pixelsPerPoint;
    drawn.columns = picture->columns;
    drawn.rows = picture->rows;
    drawn.argb = std::move(picture->argb);
    drawn.characters.reserve(picture->glyphs.size());
    for (const pdf::Glyph& glyph : picture->glyphs)
        drawn.characters.push_back({glyph.character, glyph.line, glyph.spaceAfter, glyph.left, glyph.top,
                                    glyph.right, glyph.bottom});
    return drawn;
}

} // namespace memlong

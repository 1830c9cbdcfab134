#include "app/services/document_pages.h"

#include <algorithm>
#include <optional>

#include "app/services/document_text.h"
#include "app/services/find_text.h"
#include "app/services/folders.h"
#include "app/services/guard.h"
#include "engine/base/hash.h"
#include "engine/documents/page_picture.h"
#include "engine/documents/page_places.h"
#include "storage/session_store.h"

namespace memlong {
namespace {

class StoredPages final : public DocumentPages {
public:
    static Result<std::unique_ptr<DocumentPages>> open(const std::filesystem::path& folder, Id document,
                                                       const std::string& password) {
        MEMLONG_ASSIGN(SessionStore store, SessionStore::open(folder, true));
        std::unique_ptr<StoredPages> pages(new StoredPages(std::move(store), document));
        MEMLONG_ASSIGN(const DocumentRow row, pages->row());
        pages->m_view.id = row.id;
        pages->m_view.title = row.title;
        pages->m_view.path = row.path;
        pages->m_view.format = row.format;
        pages->openPictures(row, password);
        MEMLONG_TRY(pages->update(row));
        return std::unique_ptr<DocumentPages>(std::move(pages));
    }

    const DocumentView& view() const override { return m_view; }

    Result<PageText> text(int page) override {
        return withoutExceptions([&] { return m_text.page(m_store, page); });
    }

    Result<PagePicture> picture(int page, double pixelsPerPoint, std::stop_token stop) override {
        return withoutExceptions([&]() -> Result<PagePicture> { return drawn(page, pixelsPerPoint, stop); });
    }

    Result<TextMatches> find(const std::string& query, std::size_t limit, std::stop_token stop) override {
        return withoutExceptions([&]() -> Result<TextMatches> { return found(query, limit, stop); });
    }

private:
    StoredPages(SessionStore store, Id document)
        : m_store(std::move(store)), m_document(document), m_text(document) {}

    Result<DocumentRow> row() const {
        MEMLONG_ASSIGN(const std::vector<DocumentRow> rows, m_store.documents());
        for (const DocumentRow& row : rows)
            if (row.id == m_document)
                return row;
        return makeError(ErrorCode::NotFound, "the document is no longer in this session");
    }

    void openPictures(const DocumentRow& row, const std::string& password) {
        if (row.format != "pdf")
            return;
        const std::string stored = "; what was read of it is shown as text";
        std::error_code error;
        if (!std::filesystem::is_regular_file(row.path, error)) {
            m_view.notice = row.path + " is not there any more" + stored;
            return;
        }
        const Result<std::string> hash = hashFile(row.path);
        if (!hash || *hash != row.contentHash) {
            m_view.notice =
                hash ? row.path + " has changed since it was added" + stored : hash.error().message;
            return;
        }
        auto opened = PdfPictures::open(row.path, password, m_view.needsPassword);
        if (!opened) {
            m_view.notice = opened.error().message;
            return;
        }
        m_pictures = std::move(*opened);
        m_view.pictures = true;
        for (const auto& [width, height] : m_pictures->sizes())
            m_view.sizes.push_back({width, height});
    }

    Result<void> update(const DocumentRow& row) {
        MEMLONG_TRY(m_text.update(m_store));
        m_view.pages = m_pictures ? m_pictures->pages() : std::max(row.pages, m_text.lastPage());
        m_view.outline.clear();
        for (const OutlineRow& entry : row.outline)
            m_view.outline.push_back({entry.title, entry.page, entry.level});
        if (m_view.outline.empty() && m_pictures)
            for (const OutlineEntry& entry : m_pictures->outline())
                m_view.outline.push_back({entry.title, entry.page, entry.level});
        return {};
    }

    Result<PagePicture> drawn(int page, double pixelsPerPoint, const std::stop_token& stop) {
        if (!m_pictures)
            return makeError(ErrorCode::InvalidArgument, m_view.title + " has no pages that can be drawn");
        MEMLONG_ASSIGN(DrawnPage from, m_pictures->draw(page, pixelsPerPoint, stop));
        MEMLONG_ASSIGN(const PageText stored, m_text.page(m_store, page));
        const std::vector<std::int64_t> places = placeCharacters(from.characters, stored.text);
        PagePicture picture;
        picture.page = page;
        picture.size = {from.width, from.height};
        picture.pixelsPerPoint = from.pixelsPerPoint;
        picture.width = from.columns;
        picture.height = from.rows;
        picture.argb = std::move(from.argb);
        picture.characters.reserve(from.characters.size());
        for (std::size_t i = 0; i < from.characters.size(); ++i) {
            const PlacedCharacter& at = from.characters[i];
            PageCharacter character;
            character.character = at.character;
            character.position = places[i] < 0 ? -1 : places[i] + static_cast<std::int64_t>(stored.begin);
            character.line = at.line;
            character.spaceAfter = at.spaceAfter;
            character.box = {at.left, at.top, at.right, at.bottom};
            picture.characters.push_back(character);
        }
        return picture;
    }

    Result<TextMatches> found(const std::string& query, std::size_t limit, const std::stop_token& stop) {
        TextMatches all;
        all.query = query;
        TextFinder finder(query, limit + 1);
        if (finder.isEmpty())
            return all;
        bool stopped = false;
        MEMLONG_TRY(m_text.visit(m_store, [&](std::uint64_t begin, const std::string& text) {
            stopped = stop.stop_requested();
            return !stopped && finder.add(begin, text);
        }));
        if (stopped)
            return makeError(ErrorCode::Cancelled, "the search was cancelled");
        all.matches = finder.finish();
        all.more = all.matches.size() > limit;
        if (all.more)
            all.matches.resize(limit);
        for (TextMatch& match : all.matches)
            match.page = m_text.pageAt(match.range.begin);
        return all;
    }

    SessionStore m_store;
    Id m_document;
    DocumentText m_text;
    std::optional<PdfPictures> m_pictures;
    DocumentView m_view;
};

} // namespace

Result<std::unique_ptr<DocumentPages>> openDocumentPages(const Application& application,
                                                         const std::string& session, Id document,
                                                         const std::string& password) {
    return withoutExceptions([&]() -> Result<std::unique_ptr<DocumentPages>> {
        MEMLONG_TRY(checkName(session, "session"));
        Folders folders;
        folders.data = application.options().dataFolder;
        return StoredPages::open(folders.session(session), document, password);
    });
}

} // namespace memlong

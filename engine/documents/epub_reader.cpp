// EPUB: the files of the spine in order, each beginning a page.
#include <algorithm>
#include <map>

#include "engine/base/utf8.h"
#include "engine/documents/epub_package.h"
#include "engine/documents/html_text.h"
#include "engine/documents/readers.h"
#include "engine/documents/text_encoding.h"
#include "engine/documents/virtual_pages.h"

namespace memlong {
namespace {

class EpubReader final : public DocumentReader {
public:
    EpubReader(DocumentInfo info, ZipSource archive, EpubPackage package)
        : m_info(std::move(info)), m_archive(std::move(archive)), m_package(std::move(package)) {}

    /// Converts every file once to learn the page counts and where the table of contents points.
    Result<void> survey() {
        struct Place {
            int firstPage;
            std::vector<std::size_t> starts;
            std::unordered_map<std::string, std::size_t> anchors;
        };
        std::map<std::string, Place> places;
        std::vector<OutlineEntry> headings;
        int page = 1;
        bool anyText = false;
        for (const std::string& file : m_package.files) {
            HtmlText html;
            std::string problem;
            MEMLONG_TRY(convert(file, html, problem));
            Place place{page, pageStarts(html.text), std::move(html.anchors)};
            for (const Heading& heading : html.headings)
                headings.push_back(
                    {heading.title, page + pageOfOffset(place.starts, heading.offset) - 1, heading.level});
            anyText = anyText || !html.text.empty();
            page += static_cast<int>(place.starts.size()) + (problem.empty() ? 0 : 1);
            places.emplace(file, std::move(place));
        }
        if (!anyText)
            return makeError(ErrorCode::BadInput, m_info.path.string() + " contains no text");
        m_info.pageCount = page - 1;
        for (const EpubContentsEntry& entry : m_package.contents) {
            OutlineEntry target{entry.title, 0, entry.level};
            if (const auto place = places.find(entry.file); place != places.end()) {
                const auto anchor = place->second.anchors.find(entry.anchor);
                const std::size_t offset = anchor == place->second.anchors.end() ? 0 : anchor->second;
                target.page =
                    std::min(place->second.firstPage + pageOfOffset(place->second.starts, offset) - 1,
                             m_info.pageCount);
            }
            m_info.outline.push_back(std::move(target));
        }
        if (m_info.outline.empty())
            m_info.outline = std::move(headings);
        return {};
    }

    const DocumentInfo& info() const override { return m_info; }

    Result<std::optional<Page>> next(std::stop_token stop) override {
        while (true) {
            if (stop.stop_requested())
                return readingCancelled(m_info);
            if (const auto text = m_pages.next())
                return std::optional(makePage(++m_number, *text));
            if (m_nextFile >= m_package.files.size())
                return std::optional<Page>{};
            HtmlText html;
            std::string problem;
            MEMLONG_TRY(convert(m_package.files[m_nextFile++], html, problem));
            if (!problem.empty()) {
                Page page;
                page.number = ++m_number;
                page.status = Page::Status::Damaged;
                page.problem = problem;
                return std::optional(std::move(page));
            }
            m_pages = VirtualPages();
            m_pages.append(html.text);
            m_pages.finish();
        }
    }

private:
    /// A missing or damaged file is a `problem` of its page; a refused archive is an error.
    Result<void> convert(const std::string& file, HtmlText& html, std::string& problem) {
        auto content = m_archive.read(file);
        if (!content && content.error().code != ErrorCode::Corrupt)
            return content.error();
        if (!content || !*content) {
            problem = file + (content ? " is missing in the book" : " is damaged in the book");
            return {};
        }
        html = htmlToText(decodeText(**content, declaredHtmlEncoding(**content)));
        if (!html.text.empty())
            html.text += '\n'; // a file begins a paragraph
        return {};
    }

    DocumentInfo m_info;
    ZipSource m_archive;
    EpubPackage m_package;
    VirtualPages m_pages;
    std::size_t m_nextFile = 0;
    int m_number = 0;
};

} // namespace

Result<std::unique_ptr<DocumentReader>> openEpub(DocumentInfo info) {
    info.format = "epub";
    MEMLONG_ASSIGN(ZipSource archive, ZipSource::open(info.path));
    MEMLONG_ASSIGN(EpubPackage package, readEpubPackage(archive, info.path.string()));
    if (!package.title.empty())
        info.title = package.title;
    info.author = package.author;
    auto reader = std::make_unique<EpubReader>(std::move(info), std::move(archive), std::move(package));
    MEMLONG_TRY(reader->survey());
    return std::unique_ptr<DocumentReader>(std::move(reader));
}

} // namespace memlong

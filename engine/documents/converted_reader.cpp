#include "engine/documents/converted_reader.h"

#include "engine/documents/readers.h"
#include "engine/documents/virtual_pages.h"

namespace memlong {
namespace {

class ConvertedReader final : public DocumentReader {
public:
    ConvertedReader(DocumentInfo info, std::string text, std::vector<std::size_t> starts)
        : m_info(std::move(info)), m_text(std::move(text)), m_starts(std::move(starts)) {}

    const DocumentInfo& info() const override { return m_info; }

    Result<std::optional<Page>> next(std::stop_token stop) override {
        if (stop.stop_requested())
            return readingCancelled(m_info);
        if (m_next >= m_starts.size())
            return std::optional<Page>{};
        const std::size_t begin = m_starts[m_next];
        const std::size_t end = m_next + 1 < m_starts.size() ? m_starts[m_next + 1] : m_text.size();
        ++m_next;
        return std::optional(
            makePage(static_cast<int>(m_next), std::string_view(m_text).substr(begin, end - begin)));
    }

private:
    DocumentInfo m_info;
    std::string m_text;
    std::vector<std::size_t> m_starts;
    std::size_t m_next = 0;
};

} // namespace

Result<std::unique_ptr<DocumentReader>> makeConvertedReader(DocumentInfo info, std::string text,
                                                            const std::vector<Heading>& headings) {
    if (text.find_first_not_of(" \n\t\f") == std::string::npos)
        return makeError(ErrorCode::BadInput, info.path.string() + " contains no text");
    std::vector<std::size_t> starts = pageStarts(text);
    info.pageCount = static_cast<int>(starts.size());
    for (const Heading& heading : headings)
        if (!heading.title.empty())
            info.outline.push_back({heading.title, pageOfOffset(starts, heading.offset), heading.level});
    return std::unique_ptr<DocumentReader>(
        std::make_unique<ConvertedReader>(std::move(info), std::move(text), std::move(starts)));
}

} // namespace memlong

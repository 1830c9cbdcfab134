#include "engine/documents/worker/pdf_file.h"

#include <algorithm>
#include <cmath>

#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <poppler-toc.h>

#include "engine/documents/text_layer.h"
#include "engine/documents/worker/line_builder.h"
#include "engine/documents/worker/text_recognition.h"

namespace memlong::pdf {
namespace {

constexpr double kMaxPixels = 40e6;
constexpr double kRecognitionDpi = 300;
constexpr double kInkTestDpi = 18;
constexpr std::size_t kMaxPageBytes = 8U << 20;
constexpr std::size_t kMaxFieldBytes = 4096;

/// UTF-16 with surrogate pairs; a lone surrogate is dropped.
std::string toUtf8(const poppler::ustring& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t c = text[i];
        if (c >= 0xD800 && c <= 0xDFFF) {
            const bool pair =
                c < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] <= 0xDFFF;
            if (!pair)
                continue;
            c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00U);
        }
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0 | c >> 6);
            out += static_cast<char>(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | c >> 12);
            out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            out += static_cast<char>(0x80 | (c & 0x3F));
        } else {
            out += static_cast<char>(0xF0 | c >> 18);
            out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
            out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            out += static_cast<char>(0x80 | (c & 0x3F));
        }
    }
    return out;
}

std::string shortField(const poppler::ustring& text) {
    return toUtf8(text).substr(0, kMaxFieldBytes);
}

bool contains(const std::string& name, std::initializer_list<const char*> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return name.find(part) != std::string::npos; });
}

bool isFixedPitch(const std::string& font) {
    return contains(font, {"Courier", "Mono", "mono", "Consol", "Typewriter", "CMTT", "cmtt", "SFTT", "LMTT",
                           "Menlo", "Fixed", "Inconsolata", "OCRB"});
}

bool isBold(const std::string& font) {
    return contains(font, {"Bold", "bold", "Black", "CMBX", "Heavy", "Demi"});
}

/// Hebrew, Arabic and their presentation forms: poppler's word list has them in the order of drawing.
bool isRightToLeft(unsigned short c) {
    return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

/// poppler's own page text, which knows how to turn right-to-left runs around; the lines get made-up places.
std::vector<Line> linesOfPageText(const poppler::page& page, float width) {
    const std::string text = toUtf8(page.text(poppler::rectf(), poppler::page::non_raw_non_physical_layout));
    std::vector<Line> lines;
    float top = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = std::min(text.find('\n', begin), text.size());
        Line line;
        line.text = text.substr(begin, end - begin);
        line.top = top;
        line.bottom = top + 10;
        line.right = width;
        line.size = 10;
        if (!line.text.empty())
            lines.push_back(std::move(line));
        top += 12;
        begin = end + 1;
    }
    return lines;
}

std::vector<Line> linesOfPage(const poppler::page& page, float width, std::string& problem) {
    LineBuilder builder;
    std::size_t bytes = 0;
    std::size_t rightToLeft = 0;
    std::size_t units = 0;
    for (const poppler::text_box& box : page.text_list(poppler::page::text_list_include_font)) {
        const poppler::ustring text = box.text();
        units += text.size();
        rightToLeft += static_cast<std::size_t>(std::count_if(text.begin(), text.end(), isRightToLeft));
        Word word;
        word.text = toUtf8(text);
        bytes += word.text.size();
        if (bytes > kMaxPageBytes) {
            problem = "the page holds more than 8 MB of text; only its beginning was read";
            break;
        }
        const poppler::rectf at = box.bbox();
        word.left = at.left();
        word.top = at.top();
        word.right = at.right();
        word.bottom = at.bottom();
        word.rotation = box.rotation();
        word.spaceAfter = box.has_space_after();
        word.size = at.bottom() - at.top();
        if (box.has_font_info() && !text.empty()) {
            word.size = box.get_font_size();
            word.vertical = box.get_wmode() == poppler::text_box::vertical_wmode;
            const std::string font = box.get_font_name();
            word.fixedPitch = isFixedPitch(font);
            word.bold = isBold(font);
        }
        builder.add(word);
    }
    if (rightToLeft * 5 > units)
        return linesOfPageText(page, width);
    return builder.take();
}

GreyImage render(const poppler::page& page, double wantedDpi) {
    GreyImage grey;
    const poppler::rectf box = page.page_rect();
    const double squareInches = box.width() / 72 * box.height() / 72;
    if (!(squareInches > 0) || !std::isfinite(squareInches))
        return grey;
    grey.dotsPerInch = std::min(wantedDpi, std::sqrt(kMaxPixels / squareInches));
    if (grey.dotsPerInch < 1)
        return grey;
    poppler::page_renderer renderer;
    renderer.set_render_hints(poppler::page_renderer::antialiasing |
                              poppler::page_renderer::text_antialiasing);
    renderer.set_image_format(poppler::image::format_gray8);
    const poppler::image image = renderer.render_page(&page, grey.dotsPerInch, grey.dotsPerInch);
    if (!image.is_valid() || image.format() != poppler::image::format_gray8)
        return grey;
    grey.width = image.width();
    grey.height = image.height();
    for (int y = 0; y < grey.height; ++y) {
        const auto* row = reinterpret_cast<const unsigned char*>(image.const_data()) +
                          static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        grey.pixels.insert(grey.pixels.end(), row, row + grey.width);
    }
    return grey;
}

bool hasInk(const GreyImage& image) {
    return std::any_of(image.pixels.begin(), image.pixels.end(),
                       [](unsigned char grey) { return grey < 160; });
}

void ignoreMessage(const std::string&, void*) {}

void appendTitles(const poppler::toc_item& item, int level, std::vector<OutlineItem>& out) {
    if (level > 16)
        return;
    for (const poppler::toc_item* child : item.children()) {
        if (out.size() >= 20000)
            return;
        out.push_back({shortField(child->title()), 0, level});
        appendTitles(*child, level + 1, out);
    }
}

} // namespace

PdfFile::PdfFile() {
    poppler::set_debug_error_function(ignoreMessage, nullptr);
}

PdfFile::~PdfFile() = default;

OpenReply PdfFile::open(const OpenRequest& asked) {
    OpenRequest request = asked;
    OpenReply reply;
    m_document.reset(poppler::document::load_from_file(request.path, request.password, request.password));
    // A password that is meant for other files shuts nobody out of one that opens without.
    if (!request.password.empty() && (!m_document || m_document->is_locked()))
        if (std::unique_ptr<poppler::document> open(poppler::document::load_from_file(request.path));
            open && !open->is_locked()) {
            m_document = std::move(open);
            request.password.clear();
        }
    if (!m_document) {
        reply.detail = "poppler cannot open it";
        return reply;
    }
    if (m_document->is_locked()) {
        reply.status = OpenReply::Status::Locked;
        return reply;
    }
    if (request.ocr) {
        m_recognition = std::make_unique<TextRecognition>();
        reply.detail = m_recognition->open(request.ocrLanguage);
        if (!reply.detail.empty()) {
            reply.status = OpenReply::Status::OcrUnavailable;
            return reply;
        }
    }
    reply.pages = std::max(0, m_document->pages());
    reply.title = shortField(m_document->get_title());
    reply.author = shortField(m_document->get_author());
    if (const std::unique_ptr<poppler::toc> toc(m_document->create_toc()); toc && request.firstPage <= 1) {
        reply.outline = readOutline(request);
        if (reply.outline.empty()) // qpdf is stricter: better the titles alone than nothing
            appendTitles(*toc->root(), 0, reply.outline);
    }
    if (request.view)
        reply.sizes = pageSizes();
    reply.status = OpenReply::Status::Ok;
    return reply;
}

PageReply PdfFile::page(int number) {
    PageReply reply;
    reply.number = number;
    const std::unique_ptr<poppler::page> page(m_document->create_page(number - 1));
    if (!page) {
        reply.problem = "the page cannot be found in the file";
        return reply;
    }
    reply.label = shortField(page->label()).substr(0, 64);
    const poppler::rectf box = page->page_rect();
    reply.width = static_cast<float>(box.width());
    reply.height = static_cast<float>(box.height());
    reply.lines = linesOfPage(*page, reply.width, reply.problem);
    if (!reply.lines.empty() && isReadable(reply.lines))
        return reply;
    reply.garbled = !reply.lines.empty();
    reply.lines.clear();
    reply.scanned = reply.garbled || hasInk(render(*page, kInkTestDpi));
    if (reply.scanned && m_recognition)
        reply.lines = m_recognition->recognise(render(*page, kRecognitionDpi));
    return reply;
}

} // namespace memlong::pdf

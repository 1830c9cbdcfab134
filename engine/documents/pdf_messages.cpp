#include "engine/documents/pdf_messages.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <type_traits>

namespace memlong::pdf {
namespace {

constexpr std::size_t kGlyphBytes = 25;

class Writer {
public:
    template <class T> void number(T value) {
        static_assert(std::is_trivially_copyable_v<T>);
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        m_bytes.append(bytes, sizeof(T));
    }
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        m_bytes.append(value);
    }
    /// Numbers without a count in front of them.
    template <class T> void block(const std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }
    void reserve(std::size_t bytes) { m_bytes.reserve(bytes); }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}
    template <class T> T number() {
        T value{};
        if (m_rest.size() < sizeof(T)) {
            m_failed = true;
            m_rest = {};
            return value;
        }
        std::memcpy(&value, m_rest.data(), sizeof(T));
        m_rest.remove_prefix(sizeof(T));
        return value;
    }
    bool flag() { return number<std::uint8_t>() != 0; }
    std::string text() {
        const auto size = number<std::uint32_t>();
        if (size > m_rest.size()) {
            m_failed = true;
            return {};
        }
        std::string value(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        return value;
    }
    /// A count of items of at least `itemBytes` each, checked against what is left.
    std::uint32_t count(std::size_t itemBytes) {
        const auto items = number<std::uint32_t>();
        if (items > m_rest.size() / itemBytes) {
            m_failed = true;
            return 0;
        }
        return items;
    }
    /// `count` numbers; the count was checked by the caller.
    template <class T> std::vector<T> block(std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (count > m_rest.size() / sizeof(T)) {
            m_failed = true;
            m_rest = {};
            return {};
        }
        std::vector<T> values(count);
        std::memcpy(values.data(), m_rest.data(), count * sizeof(T));
        m_rest.remove_prefix(count * sizeof(T));
        return values;
    }
    bool complete() const { return !m_failed && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

bool sendAll(int socket, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

} // namespace

bool sendFrame(int socket, std::string_view payload) {
    const auto size = static_cast<std::uint32_t>(payload.size());
    return sendAll(socket, reinterpret_cast<const char*>(&size), sizeof size) &&
           sendAll(socket, payload.data(), payload.size());
}

std::string encode(const OpenRequest& request) {
    Writer out;
    out.text(request.path);
    out.text(request.password);
    out.number<std::uint8_t>(request.ocr);
    out.text(request.ocrLanguage);
    out.number(request.firstPage);
    out.number<std::uint8_t>(request.view);
    return out.take();
}

std::optional<OpenRequest> decodeOpenRequest(std::string_view payload) {
    Reader in(payload);
    OpenRequest request;
    request.path = in.text();
    request.password = in.text();
    request.ocr = in.flag();
    request.ocrLanguage = in.text();
    request.firstPage = in.number<std::int32_t>();
    request.view = in.flag();
    return in.complete() ? std::optional(std::move(request)) : std::nullopt;
}

std::string encode(const OpenReply& reply) {
    Writer out;
    out.number(static_cast<std::uint8_t>(reply.status));
    out.text(reply.detail);
    out.number(reply.pages);
    out.text(reply.title);
    out.text(reply.author);
    out.number(static_cast<std::uint32_t>(reply.outline.size()));
    for (const OutlineItem& item : reply.outline) {
        out.text(item.title);
        out.number(item.page);
        out.number(item.level);
    }
    out.number(static_cast<std::uint32_t>(reply.sizes.size()));
    out.block(reply.sizes);
    return out.take();
}

std::optional<OpenReply> decodeOpenReply(std::string_view payload) {
    Reader in(payload);
    OpenReply reply;
    const auto status = in.number<std::uint8_t>();
    if (status > static_cast<std::uint8_t>(OpenReply::Status::OcrUnavailable))
        return std::nullopt;
    reply.status = static_cast<OpenReply::Status>(status);
    reply.detail = in.text();
    reply.pages = in.number<std::int32_t>();
    reply.title = in.text();
    reply.author = in.text();
    const std::uint32_t items = in.count(12);
    for (std::uint32_t i = 0; i < items; ++i) {
        OutlineItem item;
        item.title = in.text();
        item.page = in.number<std::int32_t>();
        item.level = in.number<std::int32_t>();
        reply.outline.push_back(std::move(item));
    }
    const std::uint32_t sizes = in.count(sizeof(float));
    reply.sizes = in.block<float>(sizes);
    return in.complete() ? std::optional(std::move(reply)) : std::nullopt;
}

std::string encode(const PageReply& page) {
    Writer out;
    out.number(page.number);
    out.text(page.label);
    out.number(page.width);
    out.number(page.height);
    out.number<std::uint8_t>(page.scanned);
    out.number<std::uint8_t>(page.garbled);
    out.text(page.problem);
    out.number(static_cast<std::uint32_t>(page.lines.size()));
    for (const Line& line : page.lines) {
        out.text(line.text);
        for (const float value : {line.left, line.top, line.right, line.bottom, line.size})
            out.number(value);
        out.number(line.rotation);
        out.number<std::uint8_t>(line.fixedPitch);
        out.number<std::uint8_t>(line.bold);
    }
    return out.take();
}

std::optional<PageReply> decodePageReply(std::string_view payload) {
    Reader in(payload);
    PageReply page;
    page.number = in.number<std::int32_t>();
    page.label = in.text();
    page.width = in.number<float>();
    page.height = in.number<float>();
    page.scanned = in.flag();
    page.garbled = in.flag();
    page.problem = in.text();
    const std::uint32_t lines = in.count(27);
    page.lines.reserve(lines);
    for (std::uint32_t i = 0; i < lines; ++i) {
        Line line;
        line.text = in.text();
        for (float* value : {&line.left, &line.top, &line.right, &line.bottom, &line.size})
            *value = in.number<float>();
        line.rotation = in.number<std::uint8_t>();
        line.fixedPitch = in.flag();
        line.bold = in.flag();
        page.lines.push_back(std::move(line));
    }
    return in.complete() ? std::optional(std::move(page)) : std::nullopt;
}

std::string encode(const PictureRequest& request) {
    Writer out;
    out.number(request.page);
    out.number(request.pixelsPerPoint);
    return out.take();
}

std::optional<PictureRequest> decodePictureRequest(std::string_view payload) {
    Reader in(payload);
    PictureRequest request;
    request.page = in.number<std::int32_t>();
    request.pixelsPerPoint = in.number<double>();
    return in.complete() ? std::optional(request) : std::nullopt;
}

std::string encode(const PictureReply& picture) {
    Writer out;
    out.reserve(picture.argb.size() * 4 + picture.glyphs.size() * kGlyphBytes + picture.problem.size() + 64);
    out.number(picture.page);
    out.text(picture.problem);
    out.number(picture.width);
    out.number(picture.height);
    out.number(picture.pixelsPerPoint);
    out.number(picture.columns);
    out.number(picture.rows);
    out.block(picture.argb);
    out.number(static_cast<std::uint32_t>(picture.glyphs.size()));
    for (const Glyph& glyph : picture.glyphs) {
        out.number(static_cast<std::uint32_t>(glyph.character));
        out.number(glyph.line);
        out.number<std::uint8_t>(glyph.spaceAfter);
        for (const float value : {glyph.left, glyph.top, glyph.right, glyph.bottom})
            out.number(value);
    }
    return out.take();
}

std::optional<PictureReply> decodePictureReply(std::string_view payload) {
    Reader in(payload);
    PictureReply picture;
    picture.page = in.number<std::int32_t>();
    picture.problem = in.text();
    picture.width = in.number<float>();
    picture.height = in.number<float>();
    picture.pixelsPerPoint = in.number<double>();
    picture.columns = in.number<std::int32_t>();
    picture.rows = in.number<std::int32_t>();
    if (picture.columns < 0 || picture.rows < 0)
        return std::nullopt;
    picture.argb = in.block<std::uint32_t>(static_cast<std::size_t>(picture.columns) *
                                           static_cast<std::size_t>(picture.rows));
    const std::uint32_t glyphs = in.count(kGlyphBytes);
    picture.glyphs.reserve(glyphs);
    for (std::uint32_t i = 0; i < glyphs; ++i) {
        Glyph glyph;
        glyph.character = static_cast<char32_t>(in.number<std::uint32_t>());
        glyph.line = in.number<std::int32_t>();
        glyph.spaceAfter = in.flag();
        for (float* value : {&glyph.left, &glyph.top, &glyph.right, &glyph.bottom})
            *value = in.number<float>();
        picture.glyphs.push_back(glyph);
    }
    return in.complete() ? std::optional(std::move(picture)) : std::nullopt;
}

} // namespace memlong::pdf

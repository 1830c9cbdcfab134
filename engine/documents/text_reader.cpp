// Plain text, streamed: memory use does not depend on the size of the file.
#include "engine/documents/readers.h"
#include "engine/documents/text_encoding.h"
#include "engine/documents/virtual_pages.h"

namespace memlong {
namespace {

class TextReader final : public DocumentReader {
public:
    TextReader(DocumentInfo info, ByteStream stream, TextDecoder decoder)
        : m_info(std::move(info)), m_stream(std::move(stream)), m_decoder(std::move(decoder)) {}

    const DocumentInfo& info() const override { return m_info; }

    Result<std::optional<Page>> next(std::stop_token stop) override {
        while (true) {
            if (stop.stop_requested())
                return readingCancelled(m_info);
            if (const auto text = m_pages.next())
                return std::optional(makePage(++m_number, *text));
            if (m_ended)
                return std::optional<Page>{};
            MEMLONG_ASSIGN(const std::string_view block, m_stream.read());
            std::string text;
            m_ended = block.empty();
            m_decoder.decode(block, m_ended, text);
            m_pages.append(text);
            if (m_ended)
                m_pages.finish();
        }
    }

private:
    DocumentInfo m_info;
    ByteStream m_stream;
    TextDecoder m_decoder;
    VirtualPages m_pages;
    int m_number = 0;
    bool m_ended = false;
};

Result<std::unique_ptr<DocumentReader>> openStream(DocumentInfo info, ByteStream stream) {
    info.format = "text";
    MEMLONG_ASSIGN(const TextEncoding encoding, detectEncoding(stream));
    MEMLONG_ASSIGN(TextDecoder decoder, TextDecoder::create(encoding));
    return std::unique_ptr<DocumentReader>(
        std::make_unique<TextReader>(std::move(info), std::move(stream), std::move(decoder)));
}

} // namespace

Result<std::unique_ptr<DocumentReader>> openPlainText(DocumentInfo info) {
    MEMLONG_ASSIGN(ByteStream stream, ByteStream::open(info.path));
    return openStream(std::move(info), std::move(stream));
}

Result<std::unique_ptr<DocumentReader>> plainTextFromMemory(DocumentInfo info, std::string content) {
    return openStream(std::move(info), ByteStream::fromMemory(std::move(content)));
}

} // namespace memlong

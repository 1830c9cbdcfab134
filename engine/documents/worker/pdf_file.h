// The only code that touches the PDF libraries; runs in the worker process.
#pragma once

#include <memory>

#include "engine/documents/pdf_messages.h"

namespace poppler {
class document;
class page;
} // namespace poppler

namespace memlong::pdf {

class TextRecognition;

class PdfFile {
public:
    PdfFile();
    ~PdfFile();
    OpenReply open(const OpenRequest& request);
    /// `number` is 1-based and not above OpenReply::pages.
    PageReply page(int number);
    /// A page as it looks, and its characters in their places.
    PictureReply picture(const PictureRequest& request);

private:
    std::vector<float> pageSizes() const;

    std::unique_ptr<poppler::document> m_document;
    std::unique_ptr<TextRecognition> m_recognition;
};

/// Outline with page targets, read with qpdf since poppler's C++ interface does not give the targets. Empty
/// when there is none or it cannot be read.
std::vector<OutlineItem> readOutline(const OpenRequest& request);

} // namespace memlong::pdf

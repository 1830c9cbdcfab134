// OCR of a rendered page with tesseract. Without tesseract at build time, open() says so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

/// 8-bit grey image.
struct GreyImage {
    std::vector<unsigned char> pixels;
    int width = 0, height = 0;
    double dotsPerInch = 72;
};

class TextRecognition {
public:
    TextRecognition();
    ~TextRecognition();
    /// Empty when ready, else what is missing, for the user.
    std::string open(const std::string& language);
    std::vector<Line> recognise(const GreyImage& image);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace memlong::pdf

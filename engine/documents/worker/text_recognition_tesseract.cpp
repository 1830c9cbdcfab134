#include <tesseract/baseapi.h>

#include "engine/documents/worker/line_builder.h"
#include "engine/documents/worker/text_recognition.h"

namespace memlong::pdf {
namespace {

constexpr float kMinConfidence = 20; // percent; below that tesseract reads specks and drawings

} // namespace

struct TextRecognition::State {
    tesseract::TessBaseAPI api;
};

TextRecognition::TextRecognition() : m_state(std::make_unique<State>()) {}
TextRecognition::~TextRecognition() = default;

std::string TextRecognition::open(const std::string& language) {
    if (m_state->api.Init(nullptr, language.c_str(), tesseract::OEM_DEFAULT) != 0)
        return "tesseract has no data for the language \"" + language +
               "\"; install it (on Debian: tesseract-ocr-" + language + ") or name another one";
    m_state->api.SetPageSegMode(tesseract::PSM_AUTO);
    return {};
}

std::vector<Line> TextRecognition::recognise(const GreyImage& image) {
    LineBuilder lines;
    m_state->api.SetImage(image.pixels.data(), image.width, image.height, 1, image.width);
    m_state->api.SetSourceResolution(static_cast<int>(image.dotsPerInch));
    if (m_state->api.Recognize(nullptr) != 0)
        return {};
    const std::unique_ptr<tesseract::ResultIterator> at(m_state->api.GetIterator());
    if (!at)
        return {};
    const double points = 72.0 / image.dotsPerInch;
    Word word;
    double lineHeight = 0;
    do {
        if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) {
            int left = 0, top = 0, right = 0, bottom = 0;
            at->BoundingBox(tesseract::RIL_TEXTLINE, &left, &top, &right, &bottom);
            lineHeight = (bottom - top) * points;
            word.top = top * points;
            word.bottom = bottom * points;
        }
        const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_WORD));
        int left = 0, top = 0, right = 0, bottom = 0;
        if (!text || at->Confidence(tesseract::RIL_WORD) < kMinConfidence ||
            !at->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom))
            continue;
        word.text = text.get();
        word.left = left * points;
        word.right = right * points;
        word.size = lineHeight;
        word.spaceAfter = !at->IsAtFinalElement(tesseract::RIL_TEXTLINE, tesseract::RIL_WORD);
        lines.add(word);
    } while (at->Next(tesseract::RIL_WORD));
    m_state->api.Clear();
    return lines.take();
}

} // namespace memlong::pdf

#include "engine/documents/worker/text_recognition.h"

namespace memlong::pdf {

struct TextRecognition::State {};

TextRecognition::TextRecognition() = default;
TextRecognition::~TextRecognition() = default;

std::string TextRecognition::open(const std::string&) {
    return "this build has no text recognition; build it with tesseract installed (on Debian: "
           "libtesseract-dev)";
}

std::vector<Line> TextRecognition::recognise(const GreyImage&) {
    return {};
}

} // namespace memlong::pdf

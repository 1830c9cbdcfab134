// The "normalizer" of a tokenizer.json.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/text/normalized_text.h"

namespace memlong {

struct NormalizerStep {
    enum class Kind { Form, Replace, Prepend } kind = Kind::Form;
    UnicodeForm form = UnicodeForm::Nfc;
    std::string pattern, replacement; // Replace; Prepend puts `replacement` in front
};

/// UnsupportedVersion for a kind of step that this program does not know.
Result<std::vector<NormalizerStep>> readNormalizer(const nlohmann::json& description,
                                                   const std::string& file);

/// `atBeginning` is false for text that continues earlier text: nothing is put in front of it.
NormalizedText normalize(std::string_view text, const std::vector<NormalizerStep>& steps, bool atBeginning);

} // namespace memlong

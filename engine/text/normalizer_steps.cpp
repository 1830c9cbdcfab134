#include "engine/text/normalizer_steps.h"

#include <nlohmann/json.hpp>

namespace memlong {
namespace {

constexpr int kMaxDepth = 8;

Error unsupported(const nlohmann::json& step, const std::string& file) {
    return makeError(ErrorCode::UnsupportedVersion,
                     file + " needs the normalizer " + step.value("type", "(none)") +
                         ", which this version does not support",
                     step.dump().substr(0, 200));
}

Result<void> addStep(std::vector<NormalizerStep>& steps, const nlohmann::json& step, const std::string& file,
                     int depth) {
    using Kind = NormalizerStep::Kind;
    const auto& type = step.at("type");
    if (type == "Sequence" && depth < kMaxDepth) {
        for (const auto& part : step.at("normalizers"))
            MEMLONG_TRY(addStep(steps, part, file, depth + 1));
        return {};
    }
    for (const auto& [name, form] :
         {std::pair{"NFC", UnicodeForm::Nfc}, std::pair{"NFD", UnicodeForm::Nfd},
          std::pair{"NFKC", UnicodeForm::Nfkc}, std::pair{"NFKD", UnicodeForm::Nfkd},
          std::pair{"Lowercase", UnicodeForm::Lowercase}})
        if (type == name) {
            steps.push_back({Kind::Form, form, {}, {}});
            return {};
        }
    if (type == "Prepend") {
        steps.push_back({Kind::Prepend, {}, {}, step.at("prepend").get<std::string>()});
        return {};
    }
    if (type == "Replace" && step.at("pattern").contains("String")) {
        auto pattern = step.at("pattern").at("String").get<std::string>();
        if (!pattern.empty())
            steps.push_back({Kind::Replace, {}, std::move(pattern), step.at("content").get<std::string>()});
        return {};
    }
    return unsupported(step, file);
}

} // namespace

Result<std::vector<NormalizerStep>> readNormalizer(const nlohmann::json& description,
                                                   const std::string& file) {
    std::vector<NormalizerStep> steps;
    if (!description.is_null())
        MEMLONG_TRY(addStep(steps, description, file, 0));
    return steps;
}

NormalizedText normalize(std::string_view text, const std::vector<NormalizerStep>& steps, bool atBeginning) {
    NormalizedText normalized{std::string(text), {}};
    for (const NormalizerStep& step : steps) {
        switch (step.kind) {
        case NormalizerStep::Kind::Form:
            applyUnicodeForm(normalized, step.form);
            break;
        case NormalizerStep::Kind::Replace:
            replaceAll(normalized, step.pattern, step.replacement);
            break;
        case NormalizerStep::Kind::Prepend:
            if (atBeginning && !normalized.text.empty())
                prepend(normalized, step.replacement);
            break;
        }
    }
    return normalized;
}

} // namespace memlong

// Questions as the JSON of several data sets has them.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/datasets/question_set.h"

namespace memlong {

/// A string as valid UTF-8; empty for anything else and for a name that is missing.
std::string textOf(const nlohmann::json& object, const char* name);

/// {"question": "...", "answer": "..." or "answers": ["...", ...]}. Passed over without a question or an
/// answer.
void addQuestion(QuestionedDocument& document, const nlohmann::json& object);

} // namespace memlong

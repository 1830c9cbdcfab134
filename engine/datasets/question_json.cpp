#include "engine/datasets/question_json.h"

#include <nlohmann/json.hpp>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

using Json = nlohmann::json;

std::string textOf(const Json& value) {
    return value.is_string() ? repairUtf8(value.get_ref<const std::string&>()) : std::string();
}

} // namespace

std::string textOf(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() ? textOf(*found) : std::string();
}

void addQuestion(QuestionedDocument& document, const Json& object) {
    if (!object.is_object())
        return;
    QuestionAnswers pair{textOf(object, "question"), {}};
    const auto add = [&](std::string answer) {
        if (!answer.empty())
            pair.answers.push_back(std::move(answer));
    };
    add(textOf(object, "answer"));
    if (const auto answers = object.find("answers"); answers != object.end() && answers->is_array())
        for (const Json& answer : *answers)
            add(textOf(answer));
    if (!pair.question.empty() && !pair.answers.empty())
        document.questions.push_back(std::move(pair));
}

} // namespace memlong

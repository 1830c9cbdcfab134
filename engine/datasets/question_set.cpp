#include "engine/datasets/question_set.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/datasets/question_json.h"

namespace memlong {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{4} << 30;

void addInstructions(QuestionedDocument& document, const Json& object) { // L-Eval
    const Json asked = object.value("instructions", Json()), right = object.value("outputs", Json());
    if (!asked.is_array() || !right.is_array())
        return;
    for (std::size_t i = 0; i < std::min(asked.size(), right.size()); ++i)
        addQuestion(document, {{"question", asked[i]}, {"answer", right[i]}});
}

/// "" when the line could be used.
std::string readLine(std::string_view line, std::map<std::string, std::size_t>& known, QuestionSet& set) {
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return "it is no JSON object";
    QuestionedDocument document{textOf(object, "title"), textOf(object, "document"), {}};
    if (document.text.empty())
        document.text = textOf(object, "input");
    if (document.text.empty())
        return "it has no \"document\"";
    if (const auto list = object.find("questions"); list != object.end() && list->is_array()) {
        for (const Json& entry : *list)
            addQuestion(document, entry);
    } else {
        addQuestion(document, object);
    }
    addInstructions(document, object);
    if (document.questions.empty())
        return "it has no question with an answer";
    const auto [place, fresh] = known.try_emplace(hashHex(document.text), set.documents.size());
    if (fresh) {
        set.documents.push_back(std::move(document));
        return {};
    }
    auto& questions = set.documents[place->second].questions;
    std::move(document.questions.begin(), document.questions.end(), std::back_inserter(questions));
    return {};
}

} // namespace

Result<QuestionSet> readQuestions(const std::vector<std::filesystem::path>& files) {
    QuestionSet set;
    std::map<std::string, std::size_t> known; // documents by hash
    std::string hashes;
    for (const auto& file : files) {
        MEMLONG_ASSIGN(const std::string content, readFile(file, kMaxFileBytes));
        hashes += hashHex(content);
        std::size_t number = 0;
        for (std::size_t begin = 0; begin < content.size();) {
            const std::size_t end = std::min(content.find('\n', begin), content.size());
            const auto line = std::string_view(content).substr(begin, end - begin);
            begin = end + 1;
            ++number;
            if (line.find_first_not_of(" \t\r") == std::string_view::npos)
                continue;
            if (const std::string problem = readLine(line, known, set); !problem.empty())
                return makeError(ErrorCode::BadInput,
                                 file.string() + ", line " + std::to_string(number) + ": " + problem);
        }
    }
    if (set.documents.empty() && !files.empty())
        return makeError(ErrorCode::BadInput, files.front().string() + " has no questions");
    set.hash = hashHex(hashes);
    return set;
}

std::string questionLines(const std::vector<QuestionedDocument>& documents) {
    std::string lines;
    for (const QuestionedDocument& document : documents) {
        Json pairs = Json::array();
        for (const QuestionAnswers& pair : document.questions)
            pairs.push_back({{"question", pair.question}, {"answers", pair.answers}});
        Json line{{"document", document.text}, {"questions", pairs}};
        if (!document.title.empty())
            line["title"] = document.title;
        lines += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    }
    return lines;
}

} // namespace memlong

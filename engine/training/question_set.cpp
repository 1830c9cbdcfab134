#include "engine/training/question_set.h"

#include <map>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/evaluation/csv.h"

namespace memlong {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{4} << 30;

std::string textOf(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? repairUtf8(found->get_ref<const std::string&>())
                                                       : std::string();
}

/// Nothing when it is no question with an answer.
bool readPair(const Json& object, QuestionAnswer& pair) {
    if (!object.is_object())
        return false;
    pair.question = textOf(object, "question");
    pair.answer = textOf(object, "answer");
    const auto answers = object.find("answers");
    if (pair.answer.empty() && answers != object.end() && answers->is_array() && !answers->empty() &&
        answers->front().is_string())
        pair.answer = repairUtf8(answers->front().get_ref<const std::string&>());
    return !pair.question.empty() && !pair.answer.empty();
}

/// "" when the line could be used.
std::string readLine(std::string_view line, std::map<std::string, std::size_t>& known, QuestionSet& set) {
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return "it is no JSON object";
    std::string document = textOf(object, "document");
    if (document.empty())
        return "it has no \"document\"";
    std::vector<QuestionAnswer> pairs;
    QuestionAnswer pair;
    const auto list = object.find("questions");
    if (list != object.end() && list->is_array()) {
        for (const Json& entry : *list)
            if (readPair(entry, pair))
                pairs.push_back(pair);
    } else if (readPair(object, pair)) {
        pairs.push_back(pair);
    }
    if (pairs.empty())
        return "it has no question with an answer";
    const auto [place, fresh] = known.try_emplace(hashHex(document), set.documents.size());
    if (fresh)
        set.documents.push_back({std::move(document), {}});
    auto& questions = set.documents[place->second].questions;
    questions.insert(questions.end(), pairs.begin(), pairs.end());
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

Result<std::string> fairytaleQuestions(const std::filesystem::path& folder, const std::string& split) {
    constexpr std::string_view kSuffix = "-questions.csv";
    const auto questions = folder / "questions" / split;
    std::set<std::string> names;
    std::error_code failure;
    for (auto entry = std::filesystem::directory_iterator(questions, failure);
         !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (name.ends_with(kSuffix))
            names.insert(name.substr(0, name.size() - kSuffix.size()));
    }
    if (names.empty())
        return makeError(ErrorCode::NotFound, "there are no questions in " + questions.string());
    std::string lines;
    for (const std::string& name : names) {
        MEMLONG_ASSIGN(const CsvTable story,
                       readCsv(folder / "section-stories" / split / (name + "-story.csv")));
        MEMLONG_ASSIGN(const CsvTable asked, readCsv(questions / (name + std::string(kSuffix))));
        std::string text;
        for (std::size_t row = 0; row < story.rows.size(); ++row)
            text += (text.empty() ? "" : "\n\n") + trimmed(story.cell(row, "text"));
        Json pairs = Json::array();
        for (std::size_t row = 0; row < asked.rows.size(); ++row) {
            const std::string question = trimmed(asked.cell(row, "question"));
            const std::string answer = trimmed(asked.cell(row, "answer1"));
            if (!question.empty() && !answer.empty())
                pairs.push_back({{"question", question}, {"answer", answer}});
        }
        if (!text.empty() && !pairs.empty())
            lines += Json({{"document", text}, {"questions", pairs}}).dump() + "\n";
    }
    return lines;
}

} // namespace memlong

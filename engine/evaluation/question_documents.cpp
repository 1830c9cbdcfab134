#include "engine/evaluation/question_documents.h"

#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/utf8.h"

namespace memlong {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr std::uint64_t kMaxBytes = 512 << 20;

std::string textOf(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void addStrings(std::vector<std::string>& out, const json& value) {
    if (value.is_string())
        out.push_back(value.get<std::string>());
    if (value.is_array())
        for (const json& entry : value)
            if (entry.is_string())
                out.push_back(entry.get<std::string>());
}

void addQuestions(AnsweredDocument& document, const json& list) {
    if (!list.is_array())
        return;
    for (const json& entry : list) {
        if (!entry.is_object())
            continue;
        AnsweredQuestion question{textOf(entry, "question"), {}};
        addStrings(question.answers, entry.value("answers", json()));
        addStrings(question.answers, entry.value("answer", json()));
        if (!question.question.empty() && !question.answers.empty())
            document.questions.push_back(std::move(question));
    }
}

void addInstructions(AnsweredDocument& document, const json& object) { // L-Eval
    const json asked = object.value("instructions", json()), right = object.value("outputs", json());
    if (!asked.is_array() || !right.is_array())
        return;
    for (std::size_t i = 0; i < asked.size() && i < right.size(); ++i)
        if (asked[i].is_string() && right[i].is_string())
            document.questions.push_back({asked[i].get<std::string>(), {right[i].get<std::string>()}});
}

} // namespace

Result<std::vector<AnsweredDocument>> readAnsweredDocuments(const fs::path& path) {
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    const fs::path file = folder ? path / "validation.jsonl" : path;
    MEMLONG_ASSIGN(const std::string raw, readFile(file, kMaxBytes));
    std::istringstream lines(repairUtf8(raw));
    std::vector<AnsweredDocument> documents;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const json object = json::parse(line, nullptr, false);
        if (!object.is_object())
            return makeError(ErrorCode::BadInput,
                             file.string() + ", line " + std::to_string(number) + " is no JSON object");
        AnsweredDocument document;
        document.title =
            textOf(object, "title").empty() ? "document " + std::to_string(number) : textOf(object, "title");
        if (folder) {
            const fs::path book =
                path / "books" / (fs::path(textOf(object, "gutenberg_id")).filename().string() + ".txt");
            if (!fs::is_regular_file(book, ignored))
                continue;
            MEMLONG_ASSIGN(const std::string text, readFile(book, kMaxBytes));
            document.text = repairUtf8(text);
            addQuestions(document, object.value("qas", json()));
        } else {
            document.text = textOf(object, object.contains("input") ? "input" : "document");
            addQuestions(document, object.value("questions", json()));
            addInstructions(document, object);
        }
        if (!document.text.empty() && !document.questions.empty())
            documents.push_back(std::move(document));
    }
    if (documents.empty())
        return makeError(ErrorCode::BadInput, file.string() + " has no document with questions and answers");
    return documents;
}

} // namespace memlong

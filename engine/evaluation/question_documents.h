// Documents with questions and all their right answers, for `eval qa`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

struct AnsweredQuestion {
    std::string question;
    std::vector<std::string> answers;
};

struct AnsweredDocument {
    std::string title;
    std::string text;
    std::vector<AnsweredQuestion> questions;
};

/// A folder of LiteraryQA (validation.jsonl, books/), or a file with a JSON object a line: {"document",
/// "questions": [{"question", "answer" or "answers"}]} as `train instruct` reads, or L-Eval's {"input",
/// "instructions", "outputs"}. BadInput names the line.
Result<std::vector<AnsweredDocument>> readAnsweredDocuments(const std::filesystem::path& path);

} // namespace memlong

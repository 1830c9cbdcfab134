// Questions and answers about documents: what `train instruct` learns from and `eval qa` asks.
//
// A file has one JSON object a line:
//   {"document": "text of a document", "questions": [{"question": "...", "answers": ["...", ...]}, ...]}
// with "answer": "..." where only one is right; for a single question, {"document", "question", "answer"}; or
// as L-Eval has it, {"input": "text", "instructions": ["..."], "outputs": ["..."]}. "title" may name the
// document.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

struct QuestionAnswers {
    std::string question;
    std::vector<std::string> answers; // right ones, at least one; the first is learned
};

struct QuestionedDocument {
    std::string title; // may be empty
    std::string text;
    std::vector<QuestionAnswers> questions; // at least one
};

struct QuestionSet {
    std::vector<QuestionedDocument> documents;
    std::string hash; // of all that is in it
};

/// Lines about the same document are joined. BadInput names file and line.
Result<QuestionSet> readQuestions(const std::vector<std::filesystem::path>& files);

/// The same as a file has it.
std::string questionLines(const std::vector<QuestionedDocument>& documents);

} // namespace memlong

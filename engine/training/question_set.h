// Questions and answers about documents, for `train instruct`. Torch-free.
//
// A file has one JSON object a line:
//   {"document": "text of a document", "questions": [{"question": "...", "answer": "..."}, ...]}
// or, for a single question, {"document": "...", "question": "...", "answer": "..."}. Where there are several
// right answers, "answers": ["...", ...] gives them; the first one is learned.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

struct QuestionAnswer {
    std::string question;
    std::string answer;
};

struct QuestionedDocument {
    std::string text;
    std::vector<QuestionAnswer> questions; // at least one
};

struct QuestionSet {
    std::vector<QuestionedDocument> documents;
    std::string hash; // of all that is in it
};

/// Lines about the same document are joined. BadInput names file and line.
Result<QuestionSet> readQuestions(const std::vector<std::filesystem::path>& files);

/// FairytaleQA (Xu et al. 2022) as such a file; `split` is "train" or "val". Returns the text of the file.
Result<std::string> fairytaleQuestions(const std::filesystem::path& folder, const std::string& split);

} // namespace memlong

// LiteraryQA (Bonomo et al. 2025): questions about whole books.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/base/result.h"
#include "engine/datasets/question_set.h"

namespace memlong {

/// `folder` holds validation.jsonl and books/<gutenberg id>.txt. The books at hand, in the order of the file.
/// BadInput when there is none.
Result<std::vector<QuestionedDocument>> readLiteraryBooks(const std::filesystem::path& folder);

} // namespace memlong

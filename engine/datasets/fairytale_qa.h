// FairytaleQA (Xu et al. 2022): tales in sections, with questions whose evidence is named.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/datasets/question_set.h"

namespace memlong {

struct FairytaleQuestion {
    std::string question;
    std::vector<std::string> answers;
    std::vector<std::size_t> sections; // its evidence, ascending numbers from 0
};

struct FairytaleStory {
    std::string name;
    std::vector<std::string> sections;
    std::vector<FairytaleQuestion> questions;
};

/// `folder` holds questions/<split> and section-stories/<split>; `split` is "train", "val" or "test". Stories
/// in the order of their names. NotFound without questions.
Result<std::vector<FairytaleStory>> readFairytales(const std::filesystem::path& folder,
                                                   const std::string& split);

/// Whole stories with the questions that have an answer.
std::vector<QuestionedDocument> questionedDocuments(const std::vector<FairytaleStory>& stories);

} // namespace memlong

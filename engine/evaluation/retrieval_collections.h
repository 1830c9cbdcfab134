// Question sets for retrieval: collections of passages, and questions whose right passages are known.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

struct RetrievalQuestion {
    std::string text;
    std::vector<std::size_t> passages;      // numbers of the right ones, ascending; may be empty
    std::vector<std::size_t> floorPassages; // the same among the floor's passages
};

/// What one question is searched in.
struct RetrievalCollection {
    std::string name;
    std::string language; // ISO 639-1
    std::vector<std::string> passages;
    std::vector<std::string> floorPassages; // for the floor; empty: the same passages
    std::vector<RetrievalQuestion> questions;
};

/// LiteraryQA (engine/datasets/literary_qa.h): a collection for each book at hand, of chunks of `chunkTokens`
/// tokens; the floor searches windows of 190 words, which are about as long. A passage is right when an
/// answer stands in it as whole words, case, punctuation and white space aside. Questions whose answers are
/// nowhere in the book stay: they bound every system.
Result<std::vector<RetrievalCollection>> readLiteraryQa(const std::filesystem::path& folder,
                                                        const Tokenizer& tokenizer, int chunkTokens);

/// FairytaleQA (engine/datasets/fairytale_qa.h): the sections of all stories of the split are one collection;
/// right are the sections that the question names as evidence. `storiesTogether` above 0 makes a collection
/// of every so many stories instead.
Result<std::vector<RetrievalCollection>> readFairytaleQa(const std::filesystem::path& folder,
                                                         const std::string& split,
                                                         std::size_t storiesTogether = 0);

/// XQuAD (Artetxe et al. 2020): a file xquad.<language>.json; all paragraphs are one collection.
Result<std::vector<RetrievalCollection>> readXquad(const std::filesystem::path& file);

/// Letters and digits in lower case, everything else one space; a space at both ends. Never fails.
std::string comparableText(std::string_view text);

} // namespace memlong

// A tokenizer's files, copied from where they are to where a dataset or a model needs them.
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace memlong {

/// `from`: a Hugging Face folder or a single tokenizer file. `to` is made; the files get the names that
/// loadTokenizer() expects.
Result<void> copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace memlong

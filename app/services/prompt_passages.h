// Retrieved passages as text for the prompt.
#pragma once

#include <cstddef>
#include <string>

#include "app/services/search_pipeline.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// The best passages that fit into `roomTokens`, each under its title and page, in the order of the
/// documents.
std::string promptPassages(const FoundChunks& found, const Tokenizer& tokenizer, std::size_t roomTokens);

} // namespace memlong

// Retrieved passages as text for the prompt.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "app/services/search_pipeline.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// The best passages that fit into `roomTokens`, each under its title and page, in the order of the
/// documents; when not even one fits, as many of the quotes as do.
std::string promptPassages(const FoundChunks& found, std::span<const Quote> quotes,
                           const Tokenizer& tokenizer, std::size_t roomTokens);

} // namespace memlong

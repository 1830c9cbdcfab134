// Starting vectors for the tokens.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/retriever/retriever.h"
#include "engine/text/tokenizer.h"
#include "engine/training/embedder/contrastive_trainer.h"

namespace memlong {

/// The direction of an English piece is the teacher's vector for it, reduced by principal components; of
/// other pieces, which the teacher does not know, and without a teacher, it is random. The length is the
/// token's weight by its frequency, a / (a + p) (Arora et al. 2017).
Result<void> fillInitialRows(TokenTable& table, const Tokenizer& tokenizer,
                             std::span<const std::uint64_t> frequencies, Retriever* teacher,
                             std::uint64_t seed, const ProgressFn& progress, std::stop_token stop);

} // namespace memlong

// Weights of the reranker, printed by the training of the built-in retriever (engine/training).
#pragma once

#include "engine/retriever/ranking.h"

namespace memlong {

inline constexpr RankingFeatures kRankingWeights{60.0f, 60.0f};

} // namespace memlong

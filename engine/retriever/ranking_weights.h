// Weights of the ranking, printed by the training of the built-in retriever (engine/training).
#pragma once

#include "engine/retriever/ranking.h"

namespace memlong {

inline constexpr RankingFeatures kRankingWeights{
    0.4363f,  -0.2153f, 1.3074f, 0.0518f, 1.6952f, 0.4075f,  1.7959f, 0.2702f, 1.1832f, 0.4198f,
    -0.0729f, 0.0527f,  0.3295f, 0.1840f, 0.0834f, -0.1421f, 0.3498f, 2.8230f, 1.2632f};

} // namespace memlong

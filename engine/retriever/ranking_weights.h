// Weights of the reranker, printed by the training of the built-in retriever (engine/training).
#pragma once

#include "engine/retriever/ranking.h"

namespace memlong {

inline constexpr RankingFeatures kRankingWeights{0.5809f, 0.3664f, 1.2708f, 2.4405f,  2.5115f,  0.9566f,
                                                 1.8974f, 0.3496f, 1.2207f, 1.6852f,  -0.1382f, 0.0475f,
                                                 0.3483f, 0.1444f, 0.0668f, -0.1913f, 0.0361f};

} // namespace memlong

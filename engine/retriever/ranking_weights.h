// Weights of the reranker, printed by the training of the built-in retriever (engine/training).
#pragma once

#include "engine/retriever/ranking.h"

namespace memlong {

inline constexpr RankingFeatures kRankingWeights{0.3974f, 0.4339f, 0.8281f, 2.9595f,  2.2527f,  1.0510f,
                                                 1.8448f, 0.6304f, 1.2518f, 1.5211f,  -0.1557f, 0.0450f,
                                                 0.3849f, 0.1599f, 0.0408f, -0.1148f, 0.0696f};

} // namespace memlong

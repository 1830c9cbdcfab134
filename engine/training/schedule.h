// Learning rate by step: linear warm-up, then cosine or linear decay, as transformers' schedulers.
#pragma once

#include <cstdint>

#include "engine/training/settings.h"

namespace memlong {

/// Of step `step`, counted from 0.
double learningRateAt(const RunSettings& settings, std::int64_t step);

} // namespace memlong

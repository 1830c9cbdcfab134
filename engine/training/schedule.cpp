#include "engine/training/schedule.h"

#include <algorithm>
#include <cmath>

namespace memlong {

double learningRateAt(const RunSettings& settings, std::int64_t step) {
    if (step < settings.warmupSteps)
        return settings.learningRate * static_cast<double>(step) / static_cast<double>(settings.warmupSteps);
    const auto length = static_cast<double>(std::max<std::int64_t>(1, settings.steps - settings.warmupSteps));
    const double share = std::min(1.0, static_cast<double>(step - settings.warmupSteps) / length);
    double height = 1.0;
    if (settings.schedule == "cosine")
        height = 0.5 * (1.0 + std::cos(M_PI * share));
    else if (settings.schedule == "linear")
        height = 1.0 - share;
    return settings.learningRate * (settings.finalLearningRate + (1.0 - settings.finalLearningRate) * height);
}

} // namespace memlong

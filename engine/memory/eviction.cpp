#include <algorithm>
#include <cmath>

#include "engine/memory/memory_bank.h"

namespace memlong {
namespace {

/// floor(fraction * count), within [0, count]; the tiny addend keeps 0.29 * 100 at 29.
std::size_t part(std::size_t count, double fraction) {
    const double value = std::floor(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(count) + 1e-9);
    return std::min(count, static_cast<std::size_t>(value));
}

} // namespace

std::vector<std::size_t> chooseEvictions(std::span<const BankEntry> oldestFirst, std::size_t dropCount,
                                         const BankSettings& settings) {
    const std::size_t count = oldestFirst.size();
    std::vector<std::size_t> chosen;
    const auto choose = [&](std::size_t index) {
        if (!oldestFirst[index].pinned)
            chosen.push_back(index);
    };
    if (settings.policy == EvictionPolicy::Fifo) {
        for (std::size_t i = 0; i < count && chosen.size() < dropCount; ++i)
            choose(i);
        return chosen;
    }

    const std::size_t keepFrom = count - part(count, settings.alwaysKeepFraction);
    const std::size_t dropBefore = std::min(keepFrom, part(count, settings.alwaysDropFraction));
    for (std::size_t i = 0; i < dropBefore; ++i)
        choose(i);

    std::vector<std::size_t> middle;
    for (std::size_t i = dropBefore; i < keepFrom; ++i)
        middle.push_back(i);
    // Stable: equal counters leave oldest first.
    std::stable_sort(middle.begin(), middle.end(), [&](std::size_t a, std::size_t b) {
        return oldestFirst[a].triggers < oldestFirst[b].triggers;
    });
    for (std::size_t i = 0; i < middle.size() && chosen.size() < dropCount; ++i)
        choose(middle[i]);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

} // namespace memlong

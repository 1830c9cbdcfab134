// A real session whose answers are made up: they never end by themselves, or fail.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "ui/bridge/session_pool.h"

namespace memlong::test {

struct FakeAnswers {
    std::optional<Error> failure; // instead of an answer
    bool storesFailures = false;  // the question and its quotes are kept first
    std::function<void(const IngestOptions&)> onIngest;
    ui::SessionOpener opener() const;
};

} // namespace memlong::test

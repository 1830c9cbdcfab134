// A real session whose answers are made up: they never end by themselves, or fail.
#pragma once

#include <memory>
#include <optional>

#include "ui/bridge/session_pool.h"

namespace memlong::test {

struct FakeAnswers {
    std::optional<Error> failure; // instead of an answer
    ui::SessionOpener opener() const;
};

} // namespace memlong::test

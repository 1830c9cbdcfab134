// Yes-or-no questions before something is deleted.
#pragma once

#include <string>

#include "app/cli/console.h"

namespace memlong::cli {

/// Asks on the terminal; Ok when the answer is yes, Cancelled when not. Without a terminal it is
/// InvalidArgument: scripts pass --yes.
Result<void> confirm(Console& console, const std::string& question);

} // namespace memlong::cli

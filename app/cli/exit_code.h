// How the program ends: the exit codes that scripts rely on (memlong.1, EXIT STATUS).
#pragma once

#include "engine/base/result.h"

namespace memlong::cli {

enum class ExitCode {
    Ok = 0,
    Internal = 1, // a defect of the program, or no memory left
    Usage = 2,
    BadInput = 3, // a file or folder that cannot be used, the system's refusals included
    NotFound = 4,
    Corrupt = 5,
    UnsupportedVersion = 6,
    Cancelled = 130, // Ctrl-C, SIGTERM, or the reader of the output went away
};

ExitCode exitCodeFor(ErrorCode code);

/// The one to end with when several sources failed: a cancel first, then what points at damage or a defect.
ExitCode worse(ExitCode a, ExitCode b);

} // namespace memlong::cli

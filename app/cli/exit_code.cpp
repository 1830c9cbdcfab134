#include "app/cli/exit_code.h"

#include <algorithm>
#include <array>

namespace memlong::cli {
namespace {

int severity(ExitCode code) {
    static constexpr std::array kMildestFirst = {
        ExitCode::Ok,       ExitCode::NotFound,           ExitCode::BadInput,
        ExitCode::Usage,    ExitCode::UnsupportedVersion, ExitCode::Corrupt,
        ExitCode::Internal, ExitCode::Cancelled};
    return static_cast<int>(std::ranges::find(kMildestFirst, code) - kMildestFirst.begin());
}

} // namespace

ExitCode exitCodeFor(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return ExitCode::Usage;
    case ErrorCode::BadInput:
    case ErrorCode::Io:
        return ExitCode::BadInput;
    case ErrorCode::NotFound:
        return ExitCode::NotFound;
    case ErrorCode::Corrupt:
        return ExitCode::Corrupt;
    case ErrorCode::UnsupportedVersion:
        return ExitCode::UnsupportedVersion;
    case ErrorCode::Cancelled:
        return ExitCode::Cancelled;
    case ErrorCode::OutOfMemory:
    case ErrorCode::Internal:
        break;
    }
    return ExitCode::Internal;
}

ExitCode worse(ExitCode a, ExitCode b) {
    return severity(a) >= severity(b) ? a : b;
}

} // namespace memlong::cli

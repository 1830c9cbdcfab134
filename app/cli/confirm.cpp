#include "app/cli/confirm.h"

#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace memlong::cli {

Result<void> confirm(Console& console, const std::string& question) {
    if (::isatty(STDIN_FILENO) != 1 || !console.errorIsTerminal())
        return makeError(ErrorCode::InvalidArgument,
                         "this deletes data and there is no terminal to ask on; pass --yes");
    std::fputs((question + " [y/N] ").c_str(), stderr);
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes")
        return {};
    return makeError(ErrorCode::Cancelled, "nothing was deleted");
}

} // namespace memlong::cli

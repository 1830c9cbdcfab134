// Every command there is, and the options that its help lists.
#pragma once

#include <string>
#include <vector>

namespace memlong::test {

/// The words that name them, groups such as "session" included.
const std::vector<std::vector<std::string>>& allCommands();

/// The long options that a text mentions.
std::vector<std::string> longOptions(const std::string& text);

/// What --help lists: the part above the example.
std::string helpOf(std::vector<std::string> command);

} // namespace memlong::test

#include "tests/cli/commands.h"

#include <regex>

#include "tests/cli/cli_fixture.h"

namespace memlong::test {

const std::vector<std::vector<std::string>>& allCommands() {
    static const std::vector<std::vector<std::string>> kCommands = {{"ingest"},
                                                                    {"search"},
                                                                    {"ask"},
                                                                    {"chat"},
                                                                    {"session"},
                                                                    {"session", "list"},
                                                                    {"session", "show"},
                                                                    {"session", "rename"},
                                                                    {"session", "delete"},
                                                                    {"session", "remove-document"},
                                                                    {"session", "verify"},
                                                                    {"session", "export"},
                                                                    {"session", "import"},
                                                                    {"session", "reencode"},
                                                                    {"memory"},
                                                                    {"memory", "show"},
                                                                    {"memory", "pin"},
                                                                    {"memory", "unpin"},
                                                                    {"memory", "budget"},
                                                                    {"model"},
                                                                    {"model", "list"},
                                                                    {"model", "info"},
                                                                    {"model", "import"},
                                                                    {"model", "download"},
                                                                    {"model", "quantize"},
                                                                    {"model", "random"},
                                                                    {"model", "remove"},
                                                                    {"train"},
                                                                    {"train", "prepare"},
                                                                    {"train", "plot"},
                                                                    {"train", "tokenizer"},
                                                                    {"train", "embedder"},
                                                                    {"train", "pretrain"},
                                                                    {"train", "warmup"},
                                                                    {"train", "memory"},
                                                                    {"train", "questions"},
                                                                    {"train", "instruct"},
                                                                    {"eval"},
                                                                    {"eval", "retrieval"},
                                                                    {"eval", "lm"},
                                                                    {"eval", "icl"},
                                                                    {"eval", "passkey"},
                                                                    {"eval", "qa"},
                                                                    {"bench"},
                                                                    {"completion"}};
    return kCommands;
}

std::vector<std::string> longOptions(const std::string& text) {
    std::vector<std::string> options;
    const std::regex pattern("(^|[ ,\\n])(--[a-z][a-z0-9-]+)");
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
         match != std::sregex_iterator(); ++match)
        options.push_back((*match)[2]);
    return options;
}

std::string helpOf(std::vector<std::string> command) {
    command.push_back("--help");
    const std::string help = run(program(), command).out;
    return help.substr(0, help.find("\nExample:"));
}

} // namespace memlong::test

// The layout of --help.
#pragma once

#include <CLI/CLI.hpp>

namespace memlong::cli {

/// CLI11's layout with descriptions wrapped and without the checks of values in the option names.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter();
    std::string make_option(const CLI::Option* option, bool isPositional) const override;
    std::string make_option_opts(const CLI::Option* option) const override;
};

} // namespace memlong::cli

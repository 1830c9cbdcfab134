#include "app/cli/help_formatter.h"

#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

constexpr std::size_t kNameColumns = 30;
constexpr int kWidth = 96;

} // namespace

HelpFormatter::HelpFormatter() {
    column_width(kNameColumns);
    label("REQUIRED", "(required)");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool isPositional) const {
    std::string name = "  " + make_option_name(option, isPositional) + make_option_opts(option);
    std::string description = make_option_desc(option);
    if (!option->get_envname().empty())
        description += "; default: $" + option->get_envname();
    const std::string indent(kNameColumns, ' ');
    std::string text = wrapped(description, kWidth, indent);
    if (name.size() + 2 > kNameColumns)
        return name + '\n' + text + '\n';
    return name + text.substr(name.size()) + '\n';
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
    std::string text;
    // A type's checks are part of what get_type_name() returns; what was set by hand stands before them.
    const std::string type = option->get_type_name();
    const std::string name = type.substr(0, type.find(':'));
    if (option->get_type_size() != 0 && !option->get_positional())
        text += ' ' + name;
    else if (option->get_expected_max() >= CLI::detail::expected_max_vector_size)
        text += "...";
    if (option->get_required())
        text += " (required)";
    return text;
}

} // namespace memlong::cli

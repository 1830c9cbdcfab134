// Comma-separated values with a header line (RFC 4180).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

struct CsvTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    /// Empty when the row or the table has no such column.
    std::string_view cell(std::size_t row, std::string_view column) const;
};

CsvTable parseCsv(std::string_view text);
/// Of at most 64 MiB; invalid UTF-8 is repaired.
Result<CsvTable> readCsv(const std::filesystem::path& file);

std::string trimmed(std::string_view text);

} // namespace memlong

#include "engine/datasets/csv.h"

#include <algorithm>

#include "engine/base/files.h"
#include "engine/base/utf8.h"

namespace memlong {

std::string_view CsvTable::cell(std::size_t row, std::string_view column) const {
    const auto found = std::find(header.begin(), header.end(), column);
    const auto index = static_cast<std::size_t>(found - header.begin());
    if (row >= rows.size() || index >= header.size() || index >= rows[row].size())
        return {};
    return rows[row][index];
}

CsvTable parseCsv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    CsvTable table;
    std::vector<std::string> row;
    std::string cell;
    bool quoted = false;
    const auto endRow = [&] {
        row.push_back(std::move(cell));
        cell.clear();
        if (row.size() > 1 || !row.front().empty())
            (table.header.empty() ? table.header : table.rows.emplace_back()) = std::move(row);
        row.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                cell += text[++i];
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            row.push_back(std::move(cell));
            cell.clear();
        } else if (c == '\n') {
            endRow();
        } else if (c != '\r') {
            cell += c;
        }
    }
    if (!cell.empty() || !row.empty())
        endRow();
    return table;
}

Result<CsvTable> readCsv(const std::filesystem::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, 64u << 20));
    return parseCsv(repairUtf8(bytes));
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

} // namespace memlong

#include "engine/documents/running_lines.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

#include "engine/documents/clean_text.h"

namespace memlong::pdf {
namespace {

constexpr std::size_t kEdgeRows = 3;
constexpr std::size_t kMaxRowBytes = 400;

bool isRoman(const std::string& word) {
    return !word.empty() && word.size() <= 8 && word.find_first_not_of("ivxlcdm") == std::string::npos;
}

/// Splits the row's text into words of letters and numbers; everything else separates.
void readRow(const std::string& text, EdgeRow& row) {
    std::vector<std::string> words;
    std::string word;
    long number = 0;
    bool inNumber = false;
    const auto flush = [&] {
        if (!word.empty())
            words.push_back(std::exchange(word, {}));
        if (inNumber)
            row.numbers.push_back(number);
        inNumber = false;
        number = 0;
    };
    for (const char c : cleanLine(text.substr(0, kMaxRowBytes))) { // old-style digits are digits
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= '0' && byte <= '9') {
            if (!word.empty())
                flush();
            inNumber = true;
            number = std::min(number * 10 + (byte - '0'), 100000000L);
        } else if (byte >= 0x80 || std::isalpha(byte)) {
            if (inNumber)
                flush();
            word += byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c;
        } else {
            flush();
        }
    }
    flush();
    const bool roman = row.numbers.empty() && words.size() == 1 && isRoman(words[0]);
    const bool pageWord = !words.empty() && (words[0] == "page" || words[0] == "seite" || words[0] == "p") &&
                          words.size() <= 2 && (words.size() == 1 || words[1] == "of" || words[1] == "von");
    row.onlyNumber =
        roman || (row.numbers.size() == 1 && words.empty()) || (!row.numbers.empty() && pageWord);
    if (!words.empty() && isRoman(words.front()))
        words.erase(words.begin());
    if (!words.empty() && isRoman(words.back()))
        words.pop_back();
    for (const std::string& part : words)
        row.letters += part;
}

/// Row numbers are page numbers or chapter numbers: equal, or apart by as much as the pages are.
bool numbersAgree(const EdgeRow& a, const EdgeRow& b, int pagesApart) {
    if (a.numbers.empty() || b.numbers.empty()) // roman page numbers, or none
        return true;
    if (a.numbers.size() != b.numbers.size())
        return false;
    for (std::size_t i = 0; i < a.numbers.size(); ++i)
        if (a.numbers[i] != b.numbers[i] && b.numbers[i] - a.numbers[i] != pagesApart)
            return false;
    return true;
}

bool samePlace(const EdgeRow& a, const EdgeRow& b) {
    return std::abs(a.position - b.position) < std::max(3.0F, 0.4F * a.size);
}

bool repeats(const EdgeRow& a, const EdgeRow& b, int pagesApart) {
    if (a.onlyNumber && b.onlyNumber)
        return a.numbers.empty() || b.numbers.empty() ? samePlace(a, b) : numbersAgree(a, b, pagesApart);
    return a.letters == b.letters && a.letters.size() >= 2 && samePlace(a, b) &&
           numbersAgree(a, b, pagesApart);
}

/// A header that stands on this page only (a chapter of one page): same place and size as a neighbour's
/// header, and set off from the text, or carrying the page number.
bool standsInBand(const EdgeRow& row, const EdgeRow& header, int pagesApart) {
    if (!samePlace(row, header) || std::abs(row.size - header.size) > 0.06F * header.size)
        return false;
    for (const long a : row.numbers)
        for (const long b : header.numbers)
            if (b - a == pagesApart)
                return true;
    return row.gap > 0.6F * row.size && row.letters.size() < 90;
}

void markRepeats(std::vector<EdgeRow>& rows, const PageEdges& page,
                 const std::vector<const PageEdges*>& neighbours, std::vector<EdgeRow> PageEdges::*edge) {
    for (std::size_t depth = 0; depth < rows.size(); ++depth) {
        EdgeRow& row = rows[depth];
        std::size_t matches = 0;
        std::size_t others = 0;
        for (const PageEdges* other : neighbours) {
            if (other->number == page.number)
                continue;
            ++others;
            const auto repeated = [&](const EdgeRow& candidate) {
                return repeats(row, candidate, other->number - page.number);
            };
            matches += std::any_of((other->*edge).begin(), (other->*edge).end(), repeated) ? 1 : 0;
        }
        // Headings in large type repeat too ("Chapter 3"); a header that large repeats on most pages.
        const bool large = page.bodySize > 0 && row.size > 1.25F * page.bodySize;
        // White space below the row, or below the second row of a header of two.
        const bool apart =
            row.gap > 0.3F * row.size || (depth == 0 && rows.size() > 1 && rows[1].gap > 0.6F * row.size);
        const bool outermost = depth == 0 || (depth == 1 && rows[0].running);
        const bool setOff = row.onlyNumber || (outermost && row.letters.size() >= 4 && apart);
        const std::size_t needed = large                  ? std::max<std::size_t>(3, others / 2)
                                   : others < 4 || setOff ? 1
                                                          : 2;
        // Two pages that begin alike may be two copies of a form: there only page numbers go.
        const bool enough = others >= 2 || row.onlyNumber;
        const bool isLabel =
            row.onlyNumber && depth == 0 && row.numbers.size() == 1 &&
            (std::to_string(row.numbers[0]) == page.label || row.numbers[0] == page.number) &&
            row.gap > 0.5F * row.size;
        row.running = row.running || (enough && matches >= needed) || isLabel;
        // A page number may stand outside or inside a header that is not found to repeat.
        if (!row.running && (depth > 0 || rows.size() < 2 || !rows[1].onlyNumber))
            return;
    }
}

void markBand(std::vector<EdgeRow>& rows, const PageEdges& page,
              const std::vector<const PageEdges*>& neighbours, std::vector<EdgeRow> PageEdges::*edge) {
    if (rows.empty() || rows[0].running)
        return;
    for (const PageEdges* other : neighbours)
        for (const EdgeRow& header : other->*edge)
            if (other->number != page.number && header.running &&
                standsInBand(rows[0], header, other->number - page.number))
                rows[0].running = true;
}

} // namespace

PageEdges findEdges(const PageReply& page) {
    PageEdges edges;
    edges.number = page.number;
    edges.label = page.label;
    std::vector<std::size_t> order;
    std::map<long, std::size_t> sizes; // tenths of a point -> bytes
    for (std::size_t i = 0; i < page.lines.size(); ++i) {
        if (page.lines[i].rotation == 0)
            order.push_back(i);
        sizes[std::lround(page.lines[i].size * 10)] += page.lines[i].text.size();
    }
    std::size_t most = 0;
    for (const auto& [tenths, bytes] : sizes)
        if (bytes > most) {
            most = bytes;
            edges.bodySize = static_cast<float>(tenths) / 10;
        }
    const auto middle = [&](std::size_t i) { return (page.lines[i].top + page.lines[i].bottom) / 2; };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return middle(a) < middle(b); });

    struct Row {
        std::vector<std::size_t> lines;
        float top, bottom;
    };
    std::vector<Row> rows;
    for (const std::size_t i : order) {
        const Line& line = page.lines[i];
        if (!rows.empty() && middle(i) < rows.back().bottom && middle(rows.back().lines[0]) > line.top)
            rows.back().lines.push_back(i);
        else
            rows.push_back({{i}, line.top, line.bottom});
        rows.back().bottom = std::min(rows.back().bottom, line.bottom);
    }
    const auto edgeRow = [&](std::size_t index, bool upper) {
        const Row& row = rows[index];
        EdgeRow result;
        result.lines = row.lines;
        std::sort(result.lines.begin(), result.lines.end(),
                  [&](auto a, auto b) { return page.lines[a].left < page.lines[b].left; });
        std::string text;
        for (const std::size_t i : result.lines) {
            text += page.lines[i].text + ' ';
            result.size = std::max(result.size, page.lines[i].size);
        }
        readRow(text, result);
        const float at = middle(row.lines[0]);
        result.position = upper ? at : page.height - at;
        if (upper)
            result.gap = index + 1 < rows.size() ? rows[index + 1].top - row.bottom : page.height;
        else
            result.gap = index > 0 ? row.top - rows[index - 1].bottom : page.height;
        return result;
    };
    for (std::size_t i = 0; i < std::min(kEdgeRows, rows.size()); ++i) {
        edges.top.push_back(edgeRow(i, true));
        edges.bottom.push_back(edgeRow(rows.size() - 1 - i, false));
    }
    return edges;
}

void markRepeatedRows(PageEdges& page, const std::vector<const PageEdges*>& neighbours) {
    markRepeats(page.top, page, neighbours, &PageEdges::top);
    markRepeats(page.bottom, page, neighbours, &PageEdges::bottom);
}

void markRowsInBand(PageEdges& page, const std::vector<const PageEdges*>& neighbours) {
    if (neighbours.size() < 3)
        return;
    markBand(page.top, page, neighbours, &PageEdges::top);
    markBand(page.bottom, page, neighbours, &PageEdges::bottom);
}

std::vector<Line> bodyLines(const PageReply& page, const PageEdges& edges) {
    std::vector<bool> drop(page.lines.size(), false);
    for (const auto* rows : {&edges.top, &edges.bottom})
        for (const EdgeRow& row : *rows)
            if (row.running)
                for (const std::size_t i : row.lines)
                    drop[i] = true;
    std::vector<Line> body;
    for (std::size_t i = 0; i < page.lines.size(); ++i)
        if (!drop[i])
            body.push_back(page.lines[i]);
    return body;
}

} // namespace memlong::pdf

#include "app/cli/report_text.h"

#include <array>
#include <cstdio>

#include "app/cli/report_json.h"
#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

constexpr int kTitleColumns = 60;

std::string number(double value, int decimals) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

/// Neighbouring pages with the same problem share a line.
void printPageProblems(Console& console, const std::string& title,
                       const std::vector<std::pair<int, std::string>>& problems) {
    for (std::size_t first = 0; first < problems.size();) {
        std::size_t last = first;
        while (last + 1 < problems.size() && problems[last + 1].first == problems[last].first + 1 &&
               problems[last + 1].second == problems[first].second)
            ++last;
        console.warn("memlong: " + placeText(title, problems[first].first, problems[last].first) + ": " +
                     harmless(problems[first].second));
        first = last + 1;
    }
}

/// In quotation marks, unless it is a speech and has its own.
std::string quoted(const std::string& text) {
    const bool hasOwn =
        text.starts_with("“") && text.find("“", 1) == std::string::npos && text.ends_with("”");
    return hasOwn ? text : "“" + text + "”";
}

std::string titleOf(const std::string& title, const std::string& path) {
    return shortened(oneLine(title.empty() ? path : title), kTitleColumns);
}

} // namespace

std::string count(std::int64_t amount, const std::string& one, const std::string& many) {
    return grouped(static_cast<std::uint64_t>(amount)) + ' ' + (amount == 1 ? one : many);
}

std::string placeText(const std::string& title, int pageFirst, int pageLast) {
    std::string place = shortened(oneLine(title), kTitleColumns);
    if (pageFirst > 0)
        place += ", p. " + std::to_string(pageFirst);
    if (pageFirst > 0 && pageLast > pageFirst)
        place += "–" + std::to_string(pageLast);
    return place;
}

void printIngested(Console& console, const IngestedDocument& document) {
    using Outcome = IngestedDocument::Outcome;
    const std::string title = titleOf(document.title, document.path);
    const std::string size = (document.pages > 0 ? count(document.pages, "page", "pages") + ", " : "") +
                             count(document.chunks, "chunk", "chunks") + ", " +
                             count(document.tokens, "token", "tokens");
    switch (document.outcome) {
    case Outcome::Added:
        console.line("added          " + title + ": " + size);
        break;
    case Outcome::Resumed:
        console.line("completed      " + title + ": " + size);
        break;
    case Outcome::AlreadyThere:
        console.line("already there  " + title + ": " + size);
        break;
    case Outcome::Cancelled:
        console.warn("cancelled      " + title + ": " + size +
                     " so far; the same command goes on from there");
        break;
    case Outcome::Scanned:
    case Outcome::Encrypted:
    case Outcome::Failed:
        console.warn("memlong: " + harmless(document.problem.empty() ? document.path : document.problem));
        break;
    }
    const bool stored = document.outcome <= Outcome::AlreadyThere;
    if (stored && !document.problem.empty())
        console.note("memlong: " + harmless(document.problem));
    printPageProblems(console, title, document.pageProblems);
}

void printQuotes(Console& console, const std::vector<Quote>& quotes) {
    for (const Quote& quote : quotes) {
        const std::string place = "— " + placeText(quote.title, quote.page, quote.page);
        console.line(wrapped(quoted(oneLine(quote.text)), console.wrapWidth(), "  "));
        console.line("    " + console.dim(place));
    }
}

void printSources(Console& console, const std::vector<SearchResult>& results) {
    if (results.empty())
        return;
    console.line(console.bold("Sources"));
    for (const SearchResult& result : results) {
        std::string line = "  " + std::to_string(result.rank) + ". " +
                           placeText(result.title, result.pageFirst, result.pageLast) + "  (chunk " +
                           std::to_string(result.chunk);
        if (!result.attention.empty()) {
            line += "; attention";
            for (const auto& [layer, share] : result.attention)
                line += " " + std::to_string(layer) + ':' + number(share * 100, 1) + " %";
        }
        console.line(line + ")");
    }
}

void printPassages(Console& console, const std::vector<SearchResult>& results, int columns) {
    for (const SearchResult& result : results) {
        std::string scores = "chunk " + std::to_string(result.chunk) + ", score " + number(result.score, 4);
        if (result.denseScore)
            scores += ", dense " + number(*result.denseScore, 3);
        if (result.bm25Score)
            scores += ", bm25 " + number(*result.bm25Score, 2);
        console.line(console.bold(std::to_string(result.rank) + ". " +
                                  placeText(result.title, result.pageFirst, result.pageLast)) +
                     "  " + console.dim("(" + scores + ")"));
        const std::string text = oneLine(result.text);
        console.line(wrapped(columns == 0 ? text : shortened(text, columns), console.wrapWidth(), "   "));
        console.line();
    }
}

void printDocuments(Console& console, const std::vector<DocumentSummary>& documents) {
    for (const DocumentSummary& document : documents) {
        std::string line = std::to_string(document.id) + ". " + titleOf(document.title, document.path) + ": ";
        if (document.pages > 0)
            line += count(document.pages, "page", "pages") + ", ";
        line += count(document.chunks, "chunk", "chunks") + ", " + count(document.tokens, "token", "tokens");
        if (document.status != "ready")
            line += " [" + oneLine(document.status) + "]";
        console.line("  " + line);
        if (!document.problem.empty())
            console.line(wrapped(oneLine(document.problem), console.wrapWidth(), "     "));
    }
}

void printMemoryChunk(Console& console, const MemoryChunkInfo& chunk) {
    std::string state = chunk.resident ? "resident" : "archive";
    if (chunk.pinned)
        state += ", pinned";
    if (!chunk.hasKv)
        state += ", no K/V";
    console.line(console.bold("chunk " + std::to_string(chunk.chunk)) + "  " +
                 placeText(chunk.title, chunk.pageFirst, chunk.pageLast) + "  " +
                 console.dim("(" + state + "; triggered " + grouped(chunk.triggers) + "; " +
                             count(chunk.tokens, "token", "tokens") + ")"));
    console.line(wrapped(oneLine(chunk.snippet), console.wrapWidth(), "   "));
}

} // namespace memlong::cli

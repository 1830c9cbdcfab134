// Reports of the services as text for people: harmless, and wrapped on a terminal.
#pragma once

#include <string>

#include "app/cli/console.h"
#include "app/services/types.h"

namespace memlong::cli {

/// "Treasure Island, p. 12" or "..., p. 12–13"; no page when it is 0.
std::string placeText(const std::string& title, int pageFirst, int pageLast);

/// "1 chunk", "2,345 chunks".
std::string count(std::int64_t amount, const std::string& one, const std::string& many);

void printIngested(Console& console, const IngestedDocument& document);
void printQuotes(Console& console, const std::vector<Quote>& quotes);
/// The list below an answer, with each passage's share of attention where it is known.
void printSources(Console& console, const std::vector<SearchResult>& results);
/// Passages with their scores; at most `columns` of each text, all of it when 0.
void printPassages(Console& console, const std::vector<SearchResult>& results, int columns);
void printDocuments(Console& console, const std::vector<DocumentSummary>& documents);
void printMemoryChunk(Console& console, const MemoryChunkInfo& chunk);

} // namespace memlong::cli

// Reports of the services as the JSON objects that scripts rely on (memlong.1, JSON OUTPUT).
#pragma once

#include "app/cli/console.h"
#include "app/services/types.h"

namespace memlong::cli {

Json toJson(const IngestReport& report, const std::string& session);
Json toJson(const SearchReport& report);
Json toJson(const AskReport& report);
Json toJson(const SessionDetails& details);
Json toJson(const MemoryChunkInfo& chunk);
Json toJson(const ModelEntry& model);

/// `code` is "usage" or errorCodeName().
Json errorJson(std::string_view code, const Error& error);

std::string outcomeName(IngestedDocument::Outcome outcome);

} // namespace memlong::cli

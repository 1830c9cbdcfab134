// The sentences of retrieved chunks that answer a question best: verbatim, with page and place.
#pragma once

#include <string>
#include <vector>

#include "app/services/search_pipeline.h"
#include "app/services/types.h"
#include "engine/base/result.h"
#include "engine/retriever/retriever.h"
#include "storage/session_store.h"

namespace memlong {

struct QuoteOptions {
    std::size_t most = 5;
    std::size_t mostPerChunk = 2;
};

/// Best first. Sentences cut by a chunk's border are whole: they are completed from the neighbouring chunk of
/// the document. `retriever` may be null: then words alone decide.
Result<std::vector<Quote>> bestQuotes(const SessionStore& store, Retriever* retriever,
                                      const std::string& question, const FoundChunks& found,
                                      const std::string& language, const QuoteOptions& options = {});

} // namespace memlong

// Finds the chunks of a session that answer a query: by meaning, by words, or both joined.
#pragma once

#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"
#include "engine/retriever/ranking.h"

namespace memlong {

/// Results with the rows they came from, in the same order.
struct FoundChunks {
    SearchReport report;
    std::vector<ChunkRow> rows;
};

class SearchPipeline {
public:
    explicit SearchPipeline(OpenSession& session) : m_session(session) {}

    Result<FoundChunks> search(const std::string& query, const SearchOptions& options, std::stop_token stop);

    /// The documents of the session by id, as last read.
    Result<const std::unordered_map<Id, DocumentRow>*> documents();

private:
    Result<std::vector<std::string>> queryTerms(const std::string& query);
    /// Puts the best candidates into the order of the session's reranker, where it has one.
    Result<void> rerank(const std::string& query, std::vector<FusedChunk>& hits,
                        const std::vector<ChunkRow>& rows, std::vector<std::size_t>& order, std::size_t count,
                        SearchReport& report, std::stop_token stop);

    OpenSession& m_session;
    std::unordered_map<Id, DocumentRow> m_documents;
    std::uint64_t m_documentsGeneration = 0; // of m_documents; 0: none read
};

} // namespace memlong

// From a question to quotes and a generated answer.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/services/conversation.h"
#include "app/services/open_session.h"
#include "app/services/search_pipeline.h"
#include "app/services/stopwatch.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

class AnswerPipeline {
public:
    AnswerPipeline(OpenSession& session, SearchPipeline& search) : m_session(session), m_search(search) {}

    Result<AskReport> ask(const std::string& question, const AskOptions& options, const AskEvents& events,
                          std::stop_token stop);

private:
    Result<void> countTriggers(FoundChunks& found);
    Result<void> generate(const std::string& question, const AskOptions& options, const AskEvents& events,
                          const FoundChunks& found, LocalHistory history, AnswerRecorder& recorder,
                          AskReport& report, const std::stop_token& stop);
    Result<std::vector<MemoryChunk>> memoryChunks(const FoundChunks& found, ChunkEncoder& encoder,
                                                  const std::stop_token& stop);
    /// Searches again with the newest text, adds what is new to the report and gives the chunks for what
    /// follows.
    Result<std::vector<MemoryChunk>> retrieveAgain(const std::string& query, int tokenIndex,
                                                   const AskOptions& options, ChunkEncoder& encoder,
                                                   AskReport& report, const std::stop_token& stop);
    Result<void> fitHistory(LocalHistory& history, std::size_t roomTokens, ChunkEncoder& encoder,
                            AskReport& report, const std::stop_token& stop);

    OpenSession& m_session;
    SearchPipeline& m_search;
};

} // namespace memlong

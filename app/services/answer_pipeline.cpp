#include "app/services/answer_pipeline.h"

#include <algorithm>

#include "app/services/attended_words.h"
#include "app/services/prompt_passages.h"
#include "app/services/quotes.h"
#include "engine/base/log.h"
#include "engine/generation/answer_room.h"

namespace memlong {
namespace {

constexpr const char* kNoModel =
    "No language model: add one with `memlong model import FOLDER` and `--model NAME`";
constexpr std::size_t kTemplateTokens = 96; // what a chat template puts around the turns, at most
constexpr std::size_t kTurnTokens = 8;      // and around each turn

std::string modeName(AnswerMode mode) {
    switch (mode) {
    case AnswerMode::Memory:
        return "memory";
    case AnswerMode::Context:
        return "context";
    case AnswerMode::Both:
        return "both";
    }
    return {};
}

std::size_t tokensOf(const std::vector<ChatTurn>& turns, const Tokenizer& tokenizer) {
    std::size_t tokens = 0;
    for (const ChatTurn& turn : turns)
        tokens += tokenizer.encodeIds(turn.text).size() + kTurnTokens;
    return tokens;
}

void addAttention(const std::vector<ChunkAttention>& attention, std::vector<SearchResult>& results) {
    for (const ChunkAttention& chunk : attention)
        for (SearchResult& result : results)
            if (result.chunk == chunk.chunk)
                for (const auto& [layer, share] : chunk.shareByLayer)
                    result.attention[layer] = static_cast<double>(share);
}

void addNotice(AskReport& report, const std::string& text) {
    report.notice += (report.notice.empty() ? "" : "; ") + text;
}

} // namespace

Result<AskReport> AnswerPipeline::ask(const std::string& question, const AskOptions& options,
                                      const AskEvents& events, std::stop_token stop) {
    const Stopwatch total;
    AskReport report;
    MEMLONG_ASSIGN(FoundChunks found, m_search.search(question, options.search, stop));
    MEMLONG_TRY(countTriggers(found));
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    std::shared_ptr<Retriever> retriever;
    if (options.search.retrieval != RetrievalMode::Bm25) {
        MEMLONG_ASSIGN(retriever, m_session.retriever());
    }
    std::string language;
    if (!found.rows.empty()) {
        MEMLONG_ASSIGN(const auto* const documents, m_search.documents());
        if (const auto row = documents->find(found.rows.front().document); row != documents->end())
            language = row->second.language;
    }
    MEMLONG_ASSIGN(report.quotes, bestQuotes(*store, retriever.get(), question, found, language));
    report.search = found.report;
    report.retrieveMs = total.ms();
    report.mode = "quotes";
    if (events.onEvidence)
        events.onEvidence(report.search, report.quotes);

    LocalHistory history;
    if (options.useHistory) {
        MEMLONG_ASSIGN(history, localHistory(m_session));
    }
    AnswerRecorder recorder = AnswerRecorder::keepingNothing();
    if (options.keep) {
        MEMLONG_ASSIGN(recorder, AnswerRecorder::begin(m_session, question));
    }
    report.questionMessage = recorder.question();
    report.answerMessage = recorder.answer();
    if (!m_session.writable())
        addNotice(report, "The session is read-only: this answer is not kept");
    if (!options.quotesOnly && !stop.stop_requested()) {
        auto generated =
            generate(question, options, events, found, std::move(history), recorder, report, stop);
        if (!generated) {
            MEMLONG_TRY(recorder.finish(report, false)); // the quotes, and what was said before it failed
            return std::move(generated).error();
        }
    }
    report.stopped = report.stopped || stop.stop_requested();
    report.totalMs = total.ms();
    MEMLONG_TRY(recorder.finish(report, !report.stopped));
    return report;
}

Result<void> AnswerPipeline::countTriggers(FoundChunks& found) {
    std::vector<RowId> ids;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        ids.push_back(found.rows[i].id);
        ++found.rows[i].triggers;
        found.report.results[i].triggers = found.rows[i].triggers;
    }
    if (ids.empty() || !m_session.writable())
        return {};
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_TRY(store->addTriggers(ids));
    MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
    memory->triggered(ids);
    return {};
}

Result<void> AnswerPipeline::generate(const std::string& question, const AskOptions& options,
                                      const AskEvents& events, const FoundChunks& found, LocalHistory history,
                                      AnswerRecorder& recorder, AskReport& report,
                                      const std::stop_token& stop) {
    MEMLONG_ASSIGN(const std::string name, m_session.decoderName());
    if (name.empty()) {
        addNotice(report, kNoModel);
        return {};
    }
    auto loaded = m_session.encoder(name);
    if (!loaded) {
        if (m_session.decoderAskedFor())
            return loaded.error();
        addNotice(report, "No answer from the model \"" + name + "\": " + loaded.error().message);
        return {};
    }
    ChunkEncoder& encoder = **loaded;
    DecoderRuntime& decoder = encoder.decoder();
    const Tokenizer& tokenizer = *decoder.tokenizer();
    const Stopwatch watch;
    const AnswerMode mode =
        options.mode.value_or(decoder.info().memoryTrained ? AnswerMode::Memory : AnswerMode::Context);
    report.mode = modeName(mode);
    report.model = name;

    GenerationRequest request;
    const std::size_t window = static_cast<std::size_t>(std::max(decoder.info().contextTokens, 0));
    const std::size_t needed =
        tokenizer.encodeIds(question).size() + kTemplateTokens + answerRoom(options.maxTokens, window);
    std::size_t room = window > needed ? window - needed : 0;
    if (mode != AnswerMode::Memory) {
        // Without history the passages may take all the room, else they leave half of it.
        request.context =
            promptPassages(found, report.quotes, tokenizer, history.turns.empty() ? room : room / 2);
        room -= std::min(room, tokenizer.encodeIds(request.context).size());
        if (request.context.empty() && !found.rows.empty())
            addNotice(report,
                      "No passage fits the window of this model; use --mode memory or fewer --max-tokens");
    }
    MEMLONG_TRY(fitHistory(history, room, encoder, report, stop));
    request.turns = history.turns;
    request.turns.push_back({ChatRole::User, question});
    request.sampling = {.maxTokens = options.maxTokens,
                        .temperature = options.temperature,
                        .topP = options.topP,
                        .topK = options.topK,
                        .repetitionPenalty = options.repetitionPenalty,
                        .seed = options.seed};
    if (mode != AnswerMode::Context) {
        MEMLONG_ASSIGN(request.memory, memoryChunks(found, encoder, stop));
        request.retrieve = [&](const std::string& newestText,
                               int tokenIndex) -> std::optional<std::vector<MemoryChunk>> {
            auto again =
                retrieveAgain(question + "\n" + newestText, tokenIndex, options, encoder, report, stop);
            if (again)
                return std::move(*again);
            logWarning("retrieval during the answer failed: " + again.error().message);
            return std::nullopt;
        };
    }
    request.onText = [&](const std::string& piece) {
        if (report.answer.empty())
            report.firstTokenMs = report.retrieveMs + watch.ms();
        report.answer += piece;
        recorder.text(report.answer);
        if (events.onText)
            events.onText(piece);
    };

    auto result = decoder.generate(request, stop);
    MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
    if (m_session.writable()) {
        MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
        MEMLONG_TRY(memory->save(*store));
    }
    if (!result)
        return result.error();
    report.answer = result->text;
    report.tokens = result->tokens;
    report.stopped = result->stopped;
    addAttention(result->attention, report.search.results);
    report.parts = attendedWords(*result);
    if (result->droppedTurns > 0 && options.useHistory && m_session.writable()) {
        MEMLONG_TRY(archiveOldestHalf(m_session, history, &encoder, stop));
        addNotice(report, "The oldest half of the conversation moved into the session's memory");
    }
    return {};
}

Result<void> AnswerPipeline::fitHistory(LocalHistory& history, std::size_t roomTokens, ChunkEncoder& encoder,
                                        AskReport& report, const std::stop_token& stop) {
    const Tokenizer& tokenizer = *encoder.decoder().tokenizer();
    bool moved = false;
    while (!history.turns.empty() && tokensOf(history.turns, tokenizer) > roomTokens) {
        if (!m_session.writable()) { // nowhere to move it
            const auto next = std::find_if(history.turns.begin() + 1, history.turns.end(),
                                           [](const ChatTurn& turn) { return turn.role == ChatRole::User; });
            history.turns.erase(history.turns.begin(), next); // an answer goes with its question
            continue;
        }
        MEMLONG_TRY(archiveOldestHalf(m_session, history, &encoder, stop));
        moved = true;
    }
    if (moved)
        addNotice(report, "The oldest half of the conversation moved into the session's memory");
    return {};
}

Result<std::vector<MemoryChunk>> AnswerPipeline::memoryChunks(const FoundChunks& found, ChunkEncoder& encoder,
                                                              const std::stop_token& stop) {
    std::vector<ChunkRow> rows = found.rows;
    std::ranges::sort(rows, [](const ChunkRow& a, const ChunkRow& b) {
        return std::pair(a.document, a.ordinal) < std::pair(b.document, b.ordinal);
    });
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
    MEMLONG_ASSIGN(const auto blocks, memory->blocks(*store, encoder, rows, m_session.writable(), stop));
    std::vector<MemoryChunk> chunks;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (blocks[i] != nullptr)
            chunks.push_back({rows[i].id, blocks[i]});
    return chunks;
}

Result<std::vector<MemoryChunk>> AnswerPipeline::retrieveAgain(const std::string& query, int tokenIndex,
                                                               const AskOptions& options,
                                                               ChunkEncoder& encoder, AskReport& report,
                                                               const std::stop_token& stop) {
    SearchOptions again = options.search;
    again.rerank = false; // the answer waits
    MEMLONG_ASSIGN(FoundChunks found, m_search.search(query, again, stop));
    MEMLONG_TRY(countTriggers(found));
    for (const SearchResult& result : found.report.results) {
        const auto known = std::ranges::find_if(
            report.search.results, [&](const SearchResult& r) { return r.chunk == result.chunk; });
        if (known != report.search.results.end()) {
            known->triggers = result.triggers;
            continue;
        }
        SearchResult added = result;
        added.rank = static_cast<int>(report.search.results.size()) + 1;
        added.retrievedAtToken = tokenIndex;
        report.search.results.push_back(std::move(added));
    }
    return memoryChunks(found, encoder, stop);
}

} // namespace memlong

#include "engine/generation/generator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "engine/base/utf8.h"
#include "engine/generation/answer_room.h"
#include "engine/generation/sampler.h"
#include "engine/generation/text_stream.h"

namespace memlong {
namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Gathers the attention shares of each generated token by chunk.
class AttentionLog {
public:
    void record(const AttentionShares& shares, const std::vector<MemoryChunk>& memory) {
        for (std::size_t i = 0; i < memory.size(); ++i) {
            Entry& entry = entryOf(memory[i].chunk);
            float sum = 0;
            for (const auto& [layer, byChunk] : shares) {
                entry.sums[layer] += byChunk[i];
                sum += byChunk[i];
            }
            ++entry.tokens;
            entry.attention.shareByToken.resize(m_tokens, std::numeric_limits<float>::quiet_NaN());
            entry.attention.shareByToken.push_back(shares.empty() ? 0.0f
                                                                  : sum / static_cast<float>(shares.size()));
        }
        ++m_tokens;
    }
    std::vector<ChunkAttention> take() {
        std::vector<ChunkAttention> result;
        for (Entry& entry : m_entries) {
            for (const auto& [layer, sum] : entry.sums)
                entry.attention.shareByLayer[layer] = sum / static_cast<float>(entry.tokens);
            entry.attention.shareByToken.resize(m_tokens, std::numeric_limits<float>::quiet_NaN());
            result.push_back(std::move(entry.attention));
        }
        return result;
    }

private:
    struct Entry {
        ChunkAttention attention;
        std::map<int, float> sums;
        int tokens = 0; // during which the chunk was in memory
    };
    Entry& entryOf(ChunkId chunk) {
        for (Entry& entry : m_entries)
            if (entry.attention.chunk == chunk)
                return entry;
        Entry& entry = m_entries.emplace_back();
        entry.attention.chunk = chunk;
        return entry;
    }

    std::vector<Entry> m_entries;
    std::size_t m_tokens = 0;
};

std::vector<std::shared_ptr<const KvBlock>> blocksOf(const std::vector<MemoryChunk>& memory) {
    std::vector<std::shared_ptr<const KvBlock>> blocks;
    for (const MemoryChunk& chunk : memory)
        blocks.push_back(chunk.block);
    return blocks;
}

} // namespace

Generator::Generator(std::shared_ptr<const Decoder> decoder, std::shared_ptr<const Tokenizer> tokenizer,
                     ChatFormat format)
    : m_decoder(std::move(decoder)), m_tokenizer(std::move(tokenizer)), m_format(format),
      m_stopTokens(stopTokens(format, *m_tokenizer)), m_session(m_decoder) {
    const auto& eos = m_decoder->config().eosIds;
    m_stopTokens.insert(m_stopTokens.end(), eos.begin(), eos.end());
}

Result<Generator::Prompt> Generator::fitPrompt(const GenerationRequest& request) const {
    if (request.turns.empty())
        return makeError(ErrorCode::InvalidArgument, "there is no question");
    const auto window = static_cast<std::size_t>(m_decoder->config().contextTokens);
    const std::size_t limit = window - answerRoom(request.sampling.maxTokens, window);
    std::vector<ChatTurn> turns = request.turns;
    std::string context = request.context;
    Prompt prompt;
    while (true) {
        prompt.tokens = encodePrompt(writePrompt(m_format, turns, context), *m_tokenizer);
        if (prompt.tokens.size() <= limit)
            return prompt;
        const auto oldest = std::find_if(turns.begin(), turns.end() - 1,
                                         [](const ChatTurn& turn) { return turn.role != ChatRole::System; });
        if (oldest != turns.end() - 1) {
            turns.erase(oldest);
            ++prompt.droppedTurns;
        } else if (!context.empty()) { // cut in proportion; a tenth more, so that this ends soon
            const double fit = static_cast<double>(limit) / static_cast<double>(prompt.tokens.size()) * 0.9;
            const auto size = static_cast<std::size_t>(static_cast<double>(context.size()) * fit);
            context.resize(completeUtf8Prefix(std::string_view(context).substr(0, size)));
        } else {
            return makeError(ErrorCode::InvalidArgument,
                             "the question has " + std::to_string(prompt.tokens.size()) +
                                 " tokens and does not fit the model's window of " + std::to_string(window) +
                                 "; ask a shorter one");
        }
    }
}

Result<GenerationResult> Generator::generate(const GenerationRequest& request, std::stop_token stop) {
    const Clock::time_point start = Clock::now();
    MEMLONG_ASSIGN(const Prompt prompt, fitPrompt(request));
    GenerationResult result;
    result.promptTokens = static_cast<int>(prompt.tokens.size());
    result.droppedTurns = prompt.droppedTurns;
    std::vector<MemoryChunk> memory = request.memory;
    m_session.reset(!memory.empty() || request.retrieve != nullptr);
    MEMLONG_TRY(m_session.setMemory(blocksOf(memory)));
    if (auto read = m_session.prefill(prompt.tokens, stop); !read) {
        if (read.error().code != ErrorCode::Cancelled)
            return read.error();
        result.stopped = true;
        return result;
    }

    Sampler sampler(request.sampling);
    TextStream stream(stopText(m_format), request.onText);
    AttentionLog attention;
    std::size_t retrievedAt = 0; // how much of the text the last retrieval knew
    const int room = m_decoder->config().contextTokens - result.promptTokens;
    const int limit = std::min(request.sampling.maxTokens, room);
    while (result.tokens < limit) {
        if (stop.stop_requested()) {
            result.stopped = true;
            break;
        }
        MEMLONG_ASSIGN(const TokenId token, sampler.next(m_session.logits()));
        if (result.tokens == 0)
            result.firstTokenMs = millisecondsSince(start);
        if (std::find(m_stopTokens.begin(), m_stopTokens.end(), token) != m_stopTokens.end())
            break;
        attention.record(m_session.shares(), memory);
        ++result.tokens;
        if (stream.append(m_tokenizer->pieceBytes(token)) || result.tokens == limit)
            break;
        if (request.retrieve && request.retrievalInterval > 0 &&
            result.tokens % request.retrievalInterval == 0) {
            const std::string newest = repairUtf8(std::string_view(stream.text()).substr(retrievedAt));
            retrievedAt = stream.text().size();
            if (auto fresh = request.retrieve(newest, result.tokens)) {
                memory = std::move(*fresh);
                MEMLONG_TRY(m_session.setMemory(blocksOf(memory)));
            }
        }
        MEMLONG_TRY(m_session.decodeOne(token));
    }
    stream.finish();
    result.text = stream.text();
    result.tokenEnds = stream.ends();
    result.attention = attention.take();
    result.totalMs = millisecondsSince(start);
    return result;
}

} // namespace memlong

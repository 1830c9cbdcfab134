// The keys under which a session keeps its own settings, and typed access to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "storage/session_store.h"

namespace memlong::settings {

inline constexpr const char* kChunkTokens = "chunk.tokens";
inline constexpr const char* kTokenizerName =
    "tokenizer.name"; // of the decoder it belongs to; empty: built-in
inline constexpr const char* kTokenizerFingerprint = "tokenizer.fingerprint";
inline constexpr const char* kRetrieverName = "retriever.name";
inline constexpr const char* kRetrieverFingerprint = "retriever.fingerprint";
inline constexpr const char* kRetrieverDimension = "retriever.dimension";
inline constexpr const char* kRerankerName = "reranker.name"; // empty: none
inline constexpr const char* kDecoderName = "decoder.name";
inline constexpr const char* kKvLayout = "kv.layout";
inline constexpr const char* kBudgetTokens = "bank.budget_tokens";
inline constexpr const char* kResidentChunks =
    "bank.resident";                                          // oldest first: "chunk:tokens chunk:tokens ..."
inline constexpr const char* kResidentLayout = "bank.layout"; // fingerprint of the decoder they belong to
inline constexpr const char* kEvictions = "bank.evictions";
inline constexpr const char* kArchivedMessage =
    "conversation.archived_message"; // the last one moved into memory

/// Empty when it is not set.
Result<std::string> text(const SessionStore& store, const char* key);
/// `fallback` when it is not set or not a number.
Result<std::uint64_t> number(const SessionStore& store, const char* key, std::uint64_t fallback);

/// The layout of the keys and values of the decoder last used, so that they can be told without loading it.
std::string kvLayoutText(const KvLayout& layout);
std::optional<KvLayout> kvLayoutFromText(const std::string& text);

} // namespace memlong::settings

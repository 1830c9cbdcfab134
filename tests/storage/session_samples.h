// Documents and chunks for the tests of a session.
#pragma once

#include <string>
#include <vector>

#include "storage/session_store.h"

namespace memlong::test {

inline constexpr int kSampleDimension = 4;

DocumentRow sampleDocument(const std::string& hash);
/// Deterministic in (document name, ordinal): text, terms, ids, two embedding rows and a K/V block.
NewChunk sampleChunk(const std::string& document, int ordinal, bool withKv = true);
std::vector<NewChunk> sampleChunks(const std::string& document, int first, int count, bool withKv = true);
KvLayout sampleLayout(const std::string& fingerprint = "model A");
std::vector<std::byte> sampleBlock(const std::string& document, int ordinal);

/// A session in `folder` with two documents of `chunks` chunks each and a conversation.
Result<SessionStore> sampleSession(const std::filesystem::path& folder, int chunks);

} // namespace memlong::test

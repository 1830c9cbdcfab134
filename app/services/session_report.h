// What a session tells about itself.
#pragma once

#include <vector>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

/// What the database alone tells: no documents, no bank, no name.
Result<SessionDetails> storedDetails(const SessionStore& store);
Result<SessionDetails> sessionDetails(OpenSession& session);
Result<std::vector<MemoryChunkInfo>> memoryChunkInfos(OpenSession& session);

} // namespace memlong

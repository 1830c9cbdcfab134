// What a session tells about itself.
#pragma once

#include <vector>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

Result<SessionDetails> sessionDetails(OpenSession& session);
Result<std::vector<MemoryChunkInfo>> memoryChunkInfos(OpenSession& session);

} // namespace memlong

// The conversation of a session as it was stored.
#pragma once

#include <vector>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

/// Oldest first; none while the session is empty.
Result<std::vector<ChatMessage>> storedMessages(OpenSession& session);

} // namespace memlong

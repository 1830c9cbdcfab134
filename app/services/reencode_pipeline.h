// Makes what a session lacks for the models in use: embeddings of the retriever, keys and values of the
// decoder.
#pragma once

#include <functional>
#include <stop_token>

#include "app/services/open_session.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

/// New embeddings replace the old ones in one transaction when all of them are there; keys and values of
/// another decoder are kept beside the new ones. Can be cancelled and goes on where it stopped, for keys and
/// values.
Result<void> reencodeSession(OpenSession& session,
                             const std::function<void(const IngestProgress&)>& onProgress,
                             const std::stop_token& stop);

} // namespace memlong

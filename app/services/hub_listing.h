// What a model hub says about a repository, as values.
#pragma once

#include <string>

#include "app/services/model_download.h"
#include "engine/base/result.h"

namespace memlong {

/// "owner/name" from that or from an address on `server`, which may name a revision. InvalidArgument when it
/// is neither.
struct RepositoryName {
    std::string repository, revision; // revision empty when not named
};
Result<RepositoryName> parseRepository(const std::string& text, const std::string& server);

/// The answer of <server>/api/models/<repository>/revision/<revision>?blobs=true, reduced to the files that a
/// model consists of. BadInput when it has no weights that can be read; the message says what it has instead.
Result<ModelListing> parseListing(const std::string& json, const std::string& repository);

} // namespace memlong

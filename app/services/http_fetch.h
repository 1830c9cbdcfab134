// Fetching over HTTP(S): redirects, ranges, cancelling. Knows nothing of models.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace memlong {

struct HttpRequest {
    std::string url;         // http:// or https://
    std::string token;       // as a bearer token, to the host of `url` only, not where it redirects
    std::uint64_t from = 0;  // first byte wanted
    int timeoutSeconds = 30; // without a sign of life
};

/// What came before the body.
struct HttpAnswer {
    int status = 0;                     // 200, or 206 when the server begins at `from`
    std::uint64_t from = 0;             // where the body begins
    std::optional<std::uint64_t> bytes; // of the body
};

struct HttpSink {
    std::function<bool(const HttpAnswer&)> begin; // false ends the transfer
    std::function<bool(std::string_view)> data;   // false ends the transfer
};

/// Calls the sink for answers of the 200s only. NotFound for 404, BadInput for a refusal (401, 403) with the
/// remedy, Io for the rest, also when the transfer breaks off or the sink ends it; Cancelled when stopped.
Result<void> httpGet(const HttpRequest& request, const HttpSink& sink, const std::stop_token& stop);

/// A small answer as a whole.
Result<std::string> httpGetText(const HttpRequest& request, std::uint64_t maxBytes,
                                const std::stop_token& stop);

/// A path with everything but letters, digits and "/-._~" as %XX.
std::string urlPath(std::string_view path);

} // namespace memlong

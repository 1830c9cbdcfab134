#include "app/services/http_fetch.h"

#include <charconv>

#include <httplib.h>

namespace memlong {
namespace {

constexpr int kMostRedirects = 5;

struct Address {
    std::string origin; // scheme://host[:port]
    std::string path;   // with the query
};

std::optional<Address> parse(const std::string& url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos)
        return std::nullopt;
    const std::string name = url.substr(0, scheme);
    if (name != "http" && name != "https")
        return std::nullopt;
    const std::size_t path = url.find_first_of("/?#", scheme + 3);
    Address address;
    address.origin = url.substr(0, path);
    if (address.origin.size() == scheme + 3)
        return std::nullopt;
    address.path = path == std::string::npos ? "/" : url.substr(path, url.find('#', path) - path);
    if (address.path.empty() || address.path.front() != '/')
        address.path.insert(0, "/");
    return address;
}

/// Where a redirect leads: an address, or a path on the same host.
std::optional<Address> follow(const Address& from, const std::string& location) {
    if (location.starts_with("//"))
        return parse(from.origin.substr(0, from.origin.find("://") + 1) + location);
    if (location.starts_with('/'))
        return Address{from.origin, location};
    auto next = parse(location);
    // Never from an encrypted connection to an open one.
    if (next && from.origin.starts_with("https://") && !next->origin.starts_with("https://"))
        return std::nullopt;
    return next;
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string hostOf(const std::string& origin) {
    return origin.substr(origin.find("://") + 3);
}

Error refusal(int status, const std::string& url) {
    const std::string host = parse(url) ? hostOf(parse(url)->origin) : url;
    const std::string detail = "HTTP " + std::to_string(status) + " for " + url;
    switch (status) {
    case 401:
    case 403:
        return makeError(
            ErrorCode::BadInput,
            host + " refuses access; the model may be private, or its licence must be accepted on its "
                   "page first; then set HF_TOKEN to your access token",
            detail);
    case 404:
        return makeError(ErrorCode::NotFound,
                         host + " has no such model, revision or file; check the spelling", detail);
    case 429:
        return makeError(ErrorCode::Io, host + " asks for fewer requests; wait a few minutes and try again",
                         detail);
    default:
        return makeError(
            ErrorCode::Io,
            host + " answers with an error (HTTP " + std::to_string(status) + "); try again later", detail);
    }
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end != text.data() ? std::optional(value) : std::nullopt;
}

HttpAnswer answerOf(const httplib::Response& response) {
    HttpAnswer answer;
    answer.status = response.status;
    answer.bytes = number(response.get_header_value("Content-Length"));
    const std::string range = response.get_header_value("Content-Range"); // "bytes 5-9/10"
    if (response.status == 206 && range.starts_with("bytes "))
        answer.from = number(std::string_view(range).substr(6)).value_or(0);
    return answer;
}

} // namespace

std::string urlPath(std::string_view path) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || std::string_view("/-._~").find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
    return out;
}

Result<void> httpGet(const HttpRequest& request, const HttpSink& sink, const std::stop_token& stop) {
    auto address = parse(request.url);
    if (!address)
        return makeError(ErrorCode::InvalidArgument,
                         request.url + " is not an address that begins with https://");
    const std::string home = address->origin;
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "the download was stopped");
        httplib::Client client(address->origin);
        if (!client.is_valid())
            return makeError(ErrorCode::InvalidArgument,
                             address->origin + " is not an address that can be reached");
        client.set_follow_location(false); // the token must not go where the server redirects to
        client.set_connection_timeout(request.timeoutSeconds);
        client.set_read_timeout(request.timeoutSeconds);
        client.set_keep_alive(false);
        client.set_decompress(false);
        httplib::Headers headers{{"User-Agent", "memlong"}, {"Accept-Encoding", "identity"}};
        if (!request.token.empty() && address->origin == home)
            headers.emplace("Authorization", "Bearer " + request.token);
        if (request.from > 0)
            headers.emplace("Range", "bytes=" + std::to_string(request.from) + "-");
        int status = 0;
        std::string location;
        bool ended = false; // by the sink
        const std::stop_callback interrupt(stop, [&client] { client.stop(); });
        const httplib::Result result = client.Get(
            address->path, headers,
            [&](const httplib::Response& response) {
                status = response.status;
                location = response.get_header_value("Location");
                if (status < 200 || status > 299)
                    return true; // its body is small and passed over
                ended = !sink.begin(answerOf(response));
                return !ended;
            },
            [&](const char* data, std::size_t size) {
                if (stop.stop_requested())
                    return false;
                if (status < 200 || status > 299)
                    return true;
                ended = !sink.data(std::string_view(data, size));
                return !ended;
            });
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "the download was stopped");
        if (isRedirect(status)) {
            const auto next = follow(*address, location);
            if (!next)
                return makeError(ErrorCode::Io, hostOf(address->origin) + " redirects to nowhere useful",
                                 location);
            address = next;
            continue;
        }
        if (status >= 300)
            return refusal(status, address->origin + address->path);
        if (!result && !ended)
            return makeError(ErrorCode::Io,
                             status == 0 ? "cannot reach " + hostOf(address->origin) +
                                               "; check the connection to the internet"
                                         : "the connection to " + hostOf(address->origin) + " broke off",
                             httplib::to_string(result.error()));
        if (ended)
            return makeError(ErrorCode::Io, "the transfer was ended");
        return {};
    }
    return makeError(ErrorCode::Io, hostOf(home) + " redirects in a circle");
}

Result<std::string> httpGetText(const HttpRequest& request, std::uint64_t maxBytes,
                                const std::stop_token& stop) {
    std::string text;
    bool tooLarge = false;
    const Result<void> got = httpGet(request,
                                     {[](const HttpAnswer&) { return true; },
                                      [&](std::string_view piece) {
                                          tooLarge = text.size() + piece.size() > maxBytes;
                                          if (!tooLarge)
                                              text.append(piece);
                                          return !tooLarge;
                                      }},
                                     stop);
    if (tooLarge)
        return makeError(ErrorCode::BadInput, request.url + " answers with more than was asked for");
    if (!got)
        return got.error();
    return text;
}

} // namespace memlong

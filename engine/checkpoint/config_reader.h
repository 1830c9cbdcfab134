// Typed access to a JSON object with ranges and defaults. The first complaint is kept; reading goes on with
// defaults, so that a parser needs one check at its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/files.h"
#include "engine/base/json.h"
#include "engine/base/result.h"

namespace memlong {

class ConfigReader {
public:
    static Result<ConfigReader> parse(std::string_view json, const std::string& source);

    /// The object under `key`; not present() when it is missing, null or no object.
    ConfigReader object(const std::string& key) const;
    bool present() const { return m_value != nullptr; }
    bool has(const std::string& key) const;

    int requiredInteger(const std::string& key, int low, int high);
    int integer(const std::string& key, int fallback, int low, int high);
    double number(const std::string& key, double fallback, double low, double high);
    bool boolean(const std::string& key, bool fallback);
    std::string text(const std::string& key, const std::string& fallback);
    /// A number or a list of numbers; missing or null: empty. Numbers out of range are left out.
    std::vector<int> integers(const std::string& key, int low, int high);
    std::vector<std::string> texts(const std::string& key, std::size_t maxCount);

    std::vector<std::string> keys() const;

    void fail(const std::string& what);
    void unsupported(const std::string& what);
    bool failed() const { return m_error->has_value(); }
    const Error& error() const { return m_error->value(); }

private:
    ConfigReader() = default;
    const nlohmann::json* get(const std::string& key) const;

    std::string m_source;
    std::shared_ptr<const nlohmann::json> m_root;  // shared with the readers of its objects
    std::shared_ptr<std::optional<Error>> m_error; // likewise
    const nlohmann::json* m_value = nullptr;
};

} // namespace memlong

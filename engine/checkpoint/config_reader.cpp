#include "engine/checkpoint/config_reader.h"

#include <cmath>

namespace memlong {

Result<ConfigReader> ConfigReader::parse(std::string_view json, const std::string& source) {
    MEMLONG_ASSIGN(nlohmann::json parsed, parseJsonObject(json, source));
    ConfigReader reader;
    reader.m_source = source;
    reader.m_root = std::make_shared<const nlohmann::json>(std::move(parsed));
    reader.m_error = std::make_shared<std::optional<Error>>();
    reader.m_value = reader.m_root.get();
    return reader;
}

const nlohmann::json* ConfigReader::get(const std::string& key) const {
    if (m_value == nullptr)
        return nullptr;
    const auto found = m_value->find(key);
    return found == m_value->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::has(const std::string& key) const {
    return get(key) != nullptr;
}

ConfigReader ConfigReader::object(const std::string& key) const {
    ConfigReader reader = *this;
    const nlohmann::json* value = get(key);
    reader.m_value = value != nullptr && value->is_object() ? value : nullptr;
    return reader;
}

int ConfigReader::requiredInteger(const std::string& key, int low, int high) {
    if (!has(key))
        fail("it has no " + key);
    return integer(key, low, low, high);
}

int ConfigReader::integer(const std::string& key, int fallback, int low, int high) {
    return static_cast<int>(number(key, fallback, low, high));
}

double ConfigReader::number(const std::string& key, double fallback, double low, double high) {
    const nlohmann::json* value = get(key);
    if (value == nullptr)
        return fallback;
    const double number = value->is_number() ? value->get<double>() : std::nan("");
    if (!(number >= low && number <= high)) {
        fail(key + " is " +
             value->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace).substr(0, 40) +
             ", which makes no sense there");
        return fallback;
    }
    return number;
}

bool ConfigReader::boolean(const std::string& key, bool fallback) {
    const nlohmann::json* value = get(key);
    if (value == nullptr)
        return fallback;
    if (!value->is_boolean()) {
        fail(key + " is neither true nor false");
        return fallback;
    }
    return value->get<bool>();
}

std::string ConfigReader::text(const std::string& key, const std::string& fallback) {
    const nlohmann::json* value = get(key);
    if (value == nullptr)
        return fallback;
    if (!value->is_string()) {
        fail(key + " is not text");
        return fallback;
    }
    return value->get<std::string>();
}

std::vector<int> ConfigReader::integers(const std::string& key, int low, int high) {
    std::vector<int> result;
    const nlohmann::json* value = get(key);
    if (value == nullptr)
        return result;
    const auto add = [&](const nlohmann::json& item) {
        if (!item.is_number_integer()) {
            fail(key + " holds something that is not a whole number");
            return;
        }
        const auto number = item.get<std::int64_t>();
        if (number >= low && number <= high)
            result.push_back(static_cast<int>(number));
    };
    if (value->is_array())
        for (const auto& item : *value)
            add(item);
    else
        add(*value);
    return result;
}

std::vector<std::string> ConfigReader::texts(const std::string& key, std::size_t maxCount) {
    std::vector<std::string> result;
    const nlohmann::json* value = get(key);
    if (value == nullptr)
        return result;
    if (!value->is_array()) {
        fail(key + " is not a list");
        return result;
    }
    for (const auto& item : *value)
        if (item.is_string() && result.size() < maxCount)
            result.push_back(item.get<std::string>());
    return result;
}

std::vector<std::string> ConfigReader::keys() const {
    std::vector<std::string> result;
    if (m_value != nullptr)
        for (const auto& [key, value] : m_value->items())
            result.push_back(key);
    return result;
}

void ConfigReader::fail(const std::string& what) {
    if (!failed())
        *m_error = makeError(ErrorCode::Corrupt, m_source + ": " + what);
}

void ConfigReader::unsupported(const std::string& what) {
    if (!failed())
        *m_error = makeError(ErrorCode::UnsupportedVersion, m_source + ": " + what);
}

} // namespace memlong

#include "engine/retriever/reranker.h"

#include <nlohmann/json.hpp>

namespace memlong {

bool isReranker(const nlohmann::json& config) {
    const auto architectures = config.find("architectures");
    return architectures != config.end() && architectures->is_array() && !architectures->empty() &&
           architectures->front().is_string() &&
           architectures->front().get<std::string>().ends_with("ForSequenceClassification");
}

} // namespace memlong

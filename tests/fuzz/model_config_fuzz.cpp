// config.json of decoders: any text gives a consistent configuration or an error.
#include <cstddef>
#include <cstdint>

#include "engine/checkpoint/model_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const auto config = memlong::parseModelConfig(json, "input");
    if (!config)
        return 0;
    const auto& memory = config->memory;
    if (config->slidingWindow.size() != static_cast<std::size_t>(config->layers) ||
        memory.retrievalLayers.empty() || memory.retrievalLayers.front() < memory.memoryLayer ||
        memory.retrievalLayers.back() >= config->layers)
        __builtin_trap();
    (void)memlong::expectedTensors(*config);
    return 0;
}

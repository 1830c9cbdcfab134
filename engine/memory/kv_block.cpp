#include "engine/memory/memory_bank.h"

namespace memlong {

std::size_t KvBlock::sizeBytes(Type type, int kvHeads, int headDim, int tokens) {
    if (kvHeads <= 0 || headDim <= 0 || tokens <= 0)
        return 0;
    const std::size_t rows =
        std::size_t{2} * static_cast<std::size_t>(kvHeads) * static_cast<std::size_t>(tokens);
    const std::size_t values = rows * static_cast<std::size_t>(headDim);
    switch (type) {
    case Type::F32:
        return values * 4;
    case Type::F16:
    case Type::Bf16:
        return values * 2;
    case Type::Int8:
        return values + rows * 4;
    }
    return 0;
}

} // namespace memlong

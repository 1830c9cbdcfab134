// Bytes read piece by piece from a file or from memory.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace memlong {

class ByteStream {
public:
    static Result<ByteStream> open(const std::filesystem::path& path);
    static ByteStream fromMemory(std::string content);

    /// Up to kBlockBytes; empty at the end. The view is valid until the next call.
    Result<std::string_view> read();
    Result<void> rewind();

    static constexpr std::size_t kBlockBytes = 64U << 10;

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::filesystem::path m_path;
    std::unique_ptr<std::FILE, Close> m_file; // null: memory
    std::string m_content;                    // the memory, or the block last read
    std::size_t m_offset = 0;
};

} // namespace memlong

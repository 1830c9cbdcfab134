#include "engine/training/tokenizer_files.h"

#include <string>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxTokenizerBytes = 256U << 20;

Result<void> copyFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    MEMLONG_ASSIGN(const std::string content, readFile(from, kMaxTokenizerBytes));
    return replaceFile(to, content);
}

} // namespace

Result<void> copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failure;
    std::filesystem::create_directories(to, failure);
    if (failure)
        return systemError(failure.value(), "make", to);
    if (!std::filesystem::is_directory(from)) {
        const std::string extension = from.extension().string();
        return copyFile(from, to / (extension == ".model"  ? "tokenizer.model"
                                    : extension == ".json" ? "tokenizer.json"
                                                           : "vocab.txt"));
    }
    for (const char* name :
         {"tokenizer.json", "tokenizer.model", "vocab.txt", "tokenizer_config.json",
          "special_tokens_map.json", "added_tokens.json", "generation_config.json", "chat_template.jinja"})
        if (std::filesystem::exists(from / name))
            MEMLONG_TRY(copyFile(from / name, to / name));
    return {};
}

} // namespace memlong

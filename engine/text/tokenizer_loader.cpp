#include "engine/base/files.h"
#include "engine/text/sentencepiece_tokenizer.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxModelBytes = 64ull << 20;

Result<std::shared_ptr<const Tokenizer>> loadSentencePiece(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, kMaxModelBytes));
    MEMLONG_ASSIGN(const SpecialTokens special, readSpecialTokens(file.parent_path()));
    return makeSentencePieceTokenizer(bytes, file.string(), special);
}

std::optional<fs::path> firstFile(const fs::path& folder, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (fs::is_regular_file(folder / name))
            return folder / name;
    return std::nullopt;
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        if (const auto model = firstFile(path, {"tokenizer.model", "sentencepiece.bpe.model", "spiece.model"}))
            return loadSentencePiece(*model);
        return makeError(ErrorCode::NotFound,
                         path.string() + " holds no tokenizer; expected tokenizer.json, tokenizer.model, "
                                         "sentencepiece.bpe.model or vocab.txt");
    }
    return loadSentencePiece(path);
}

} // namespace memlong

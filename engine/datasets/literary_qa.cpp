#include "engine/datasets/literary_qa.h"

#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/utf8.h"
#include "engine/datasets/question_json.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = 256u << 20;

Result<std::string> readUtf8(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, kMaxFileBytes));
    return repairUtf8(bytes);
}

} // namespace

Result<std::vector<QuestionedDocument>> readLiteraryBooks(const fs::path& folder) {
    const fs::path file = folder / "validation.jsonl";
    MEMLONG_ASSIGN(const std::string text, readUtf8(file));
    std::vector<QuestionedDocument> books;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const Json entry = Json::parse(line, nullptr, false);
        if (!entry.is_object())
            return makeError(ErrorCode::BadInput,
                             file.string() + " is not LiteraryQA: a line is no JSON object");
        const std::string id = textOf(entry, "gutenberg_id");
        const fs::path book = folder / "books" / (fs::path(id).filename().string() + ".txt");
        std::error_code ignored;
        if (!fs::is_regular_file(book, ignored))
            continue;
        QuestionedDocument document{textOf(entry, "title"), {}, {}};
        if (document.title.empty())
            document.title = id;
        MEMLONG_ASSIGN(document.text, readUtf8(book));
        if (const auto list = entry.find("qas"); list != entry.end() && list->is_array())
            for (const Json& asked : *list)
                addQuestion(document, asked);
        if (!document.questions.empty())
            books.push_back(std::move(document));
    }
    if (books.empty())
        return makeError(ErrorCode::BadInput,
                         file.string() + ": none of its books is in " + (folder / "books").string());
    return books;
}

} // namespace memlong

#include "engine/evaluation/retrieval_collections.h"

#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/base/files.h"
#include "engine/base/utf8.h"
#include "engine/datasets/fairytale_qa.h"
#include "engine/datasets/literary_qa.h"
#include "engine/text/chunker.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = 256u << 20;
constexpr std::size_t kFloorWords = 190;

Error badFile(const fs::path& file, const std::string& why) {
    return makeError(ErrorCode::BadInput, file.string() + " is not the question set expected: " + why);
}

Result<std::string> readUtf8(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, kMaxFileBytes));
    return repairUtf8(bytes);
}

/// Lines of a paragraph joined by spaces; blank lines stay.
std::string joinLines(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    std::string line;
    bool open = false;
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.find_first_not_of(" \t") == std::string::npos) {
            out += open ? "\n\n" : "";
            open = false;
            continue;
        }
        out += open ? " " : "";
        out += line;
        open = true;
    }
    return out;
}

std::vector<std::string> chunksOf(const std::string& text, const Tokenizer& tokenizer, int chunkTokens) {
    // The chunker keeps its tokenizer; the caller's lives as long as this function.
    Chunker chunker(std::shared_ptr<const Tokenizer>(std::shared_ptr<void>(), &tokenizer), chunkTokens);
    Page page;
    page.number = 1;
    page.text = text;
    std::vector<std::string> out;
    for (Chunk& chunk : chunker.push(page))
        out.push_back(std::move(chunk.text));
    for (Chunk& chunk : chunker.finish())
        out.push_back(std::move(chunk.text));
    return out;
}

std::vector<std::string> wordWindows(const std::string& text) {
    std::istringstream words(text);
    std::vector<std::string> out;
    std::string word;
    for (std::size_t i = 0; words >> word; ++i) {
        if (i % kFloorWords == 0)
            out.emplace_back();
        out.back() += (out.back().empty() ? "" : " ") + word;
    }
    return out;
}

std::vector<std::string> comparable(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts)
        out.push_back(comparableText(text));
    return out;
}

std::vector<std::size_t> passagesWith(const std::vector<std::string>& passages,
                                      const std::vector<std::string>& answers) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < passages.size(); ++i)
        if (std::any_of(answers.begin(), answers.end(), [&](const std::string& answer) {
                return passages[i].find(answer) != std::string::npos;
            }))
            out.push_back(i);
    return out;
}

} // namespace

std::string comparableText(std::string_view text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int32_t>(text.size());
    std::string out = " ";
    for (int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        if (!u_isalnum(c)) {
            if (out.back() != ' ')
                out += ' ';
            continue;
        }
        uint8_t buffer[4];
        int32_t used = 0;
        U8_APPEND_UNSAFE(buffer, used, u_tolower(c));
        out.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(used));
    }
    if (out.back() != ' ')
        out += ' ';
    return out;
}

Result<std::vector<RetrievalCollection>> readLiteraryQa(const fs::path& folder, const Tokenizer& tokenizer,
                                                        int chunkTokens) {
    MEMLONG_ASSIGN(const auto books, readLiteraryBooks(folder));
    std::vector<RetrievalCollection> out;
    for (const QuestionedDocument& book : books) {
        const std::string joined = joinLines(book.text);
        RetrievalCollection collection{
            book.title, "en", chunksOf(joined, tokenizer, chunkTokens), wordWindows(joined), {}};
        const std::vector<std::string> passages = comparable(collection.passages);
        const std::vector<std::string> floor = comparable(collection.floorPassages);
        for (const QuestionAnswers& asked : book.questions) {
            std::vector<std::string> answers;
            for (const std::string& answer : asked.answers)
                if (std::string words = comparableText(answer); words.size() > 2)
                    answers.push_back(std::move(words));
            collection.questions.push_back(
                {asked.question, passagesWith(passages, answers), passagesWith(floor, answers)});
        }
        out.push_back(std::move(collection));
    }
    return out;
}

Result<std::vector<RetrievalCollection>> readFairytaleQa(const fs::path& folder, const std::string& split,
                                                         std::size_t storiesTogether) {
    MEMLONG_ASSIGN(const auto stories, readFairytales(folder, split));
    std::vector<RetrievalCollection> out;
    for (std::size_t i = 0; i < stories.size(); ++i) {
        if (out.empty() || (storiesTogether > 0 && i % storiesTogether == 0))
            out.push_back({"FairytaleQA " + split, "en", {}, {}, {}});
        RetrievalCollection& collection = out.back();
        const std::size_t first = collection.passages.size();
        collection.passages.insert(collection.passages.end(), stories[i].sections.begin(),
                                   stories[i].sections.end());
        for (const FairytaleQuestion& asked : stories[i].questions) {
            RetrievalQuestion question{asked.question, {}, {}};
            for (const std::size_t section : asked.sections)
                question.passages.push_back(first + section);
            question.floorPassages = question.passages;
            collection.questions.push_back(std::move(question));
        }
    }
    return out;
}

Result<std::vector<RetrievalCollection>> readXquad(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string text, readUtf8(file));
    const json root = json::parse(text, nullptr, false);
    if (!root.is_object() || !root.contains("data") || !root["data"].is_array())
        return badFile(file, "it has no \"data\"");
    // xquad.de.json
    std::string language = file.stem().extension().string();
    language = language.empty() ? language : language.substr(1);
    RetrievalCollection collection{"XQuAD " + language, language, {}, {}, {}};
    for (const json& article : root["data"])
        for (const json& paragraph : article.value("paragraphs", json::array())) {
            const std::size_t number = collection.passages.size();
            collection.passages.push_back(paragraph.value("context", ""));
            for (const json& qa : paragraph.value("qas", json::array()))
                collection.questions.push_back({qa.value("question", ""), {number}, {number}});
        }
    if (collection.questions.empty())
        return badFile(file, "it has no questions");
    return std::vector<RetrievalCollection>{std::move(collection)};
}

} // namespace memlong

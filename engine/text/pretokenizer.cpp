#include "engine/text/pretokenizer.h"

#include <nlohmann/json.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/text/regex_splitter.h"

namespace memlong {
namespace {

// The pattern of GPT-2, which ByteLevel implies.
constexpr const char* kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

enum class Behavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// Joins matches and the text between them as `behavior` says. Matches ascend and do not overlap.
void joinMatches(WordRange word, const std::vector<WordRange>& matches, Behavior behavior,
                 std::vector<WordRange>& out) {
    struct Part {
        WordRange range;
        bool isMatch = false;
    };
    std::vector<Part> parts;
    std::uint32_t position = word.begin;
    for (const WordRange& match : matches) {
        if (match.begin > position)
            parts.push_back({{position, match.begin}, false});
        if (match.end > match.begin)
            parts.push_back({match, true});
        position = match.end;
    }
    if (position < word.end)
        parts.push_back({{position, word.end}, false});

    const std::size_t first = out.size();
    bool mergeNext = false;
    bool lastWasMatch = false;
    for (const Part& part : parts) {
        const bool hasPrevious = out.size() > first;
        bool merge = false;
        switch (behavior) {
        case Behavior::Removed:
            if (!part.isMatch)
                out.push_back(part.range);
            continue;
        case Behavior::Isolated:
            break;
        case Behavior::MergedWithPrevious:
            merge = hasPrevious && part.isMatch && !lastWasMatch;
            break;
        case Behavior::MergedWithNext:
            merge = mergeNext && !part.isMatch;
            mergeNext = part.isMatch;
            break;
        case Behavior::Contiguous:
            merge = hasPrevious && part.isMatch == lastWasMatch;
            break;
        }
        lastWasMatch = part.isMatch;
        if (merge)
            out.back().end = part.range.end;
        else
            out.push_back(part.range);
    }
}

class RegexStep final : public SplitStep {
public:
    RegexStep(RegexSplitter splitter, Behavior behavior, bool invert)
        : m_splitter(std::move(splitter)), m_behavior(behavior), m_invert(invert) {}
    void split(std::string_view text, WordRange word, std::vector<WordRange>& out) const override {
        std::vector<WordRange> matches;
        m_splitter.findAll(text, word, matches);
        if (m_invert) {
            std::vector<WordRange> between;
            std::uint32_t position = word.begin;
            for (const WordRange& match : matches) {
                between.push_back({position, match.begin});
                position = match.end;
            }
            between.push_back({position, word.end});
            std::erase_if(between, [](const WordRange& range) { return range.begin == range.end; });
            matches = std::move(between);
        }
        joinMatches(word, matches, m_behavior, out);
    }

private:
    RegexSplitter m_splitter;
    Behavior m_behavior;
    bool m_invert;
};

/// Splits at characters of a class.
class CharacterStep final : public SplitStep {
public:
    using Class = bool (*)(UChar32);
    CharacterStep(Class isDelimiter, Behavior behavior) : m_isDelimiter(isDelimiter), m_behavior(behavior) {}
    void split(std::string_view text, WordRange word, std::vector<WordRange>& out) const override {
        const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
        std::vector<WordRange> matches;
        for (auto i = static_cast<int32_t>(word.begin); i < static_cast<int32_t>(word.end);) {
            const auto begin = static_cast<std::uint32_t>(i);
            UChar32 c = 0;
            U8_NEXT_OR_FFFD(bytes, i, static_cast<int32_t>(word.end), c);
            if (m_isDelimiter(c))
                matches.push_back({begin, static_cast<std::uint32_t>(i)});
        }
        joinMatches(word, matches, m_behavior, out);
    }

private:
    Class m_isDelimiter;
    Behavior m_behavior;
};

bool isNumeric(UChar32 c) {
    return (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0;
}
bool isWhiteSpace(UChar32 c) {
    return u_isUWhiteSpace(c) != 0;
}
bool isPunctuation(UChar32 c) {
    if (c < 0x80)
        return c > ' ' && c < 0x7F && u_isalnum(c) == 0;
    return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

/// Before every "▁", which begins a word.
class MetaspaceStep final : public SplitStep {
public:
    void split(std::string_view text, WordRange word, std::vector<WordRange>& out) const override {
        constexpr std::string_view kMark = "\xE2\x96\x81";
        std::uint32_t begin = word.begin;
        for (std::uint32_t i = word.begin; i < word.end; ++i)
            if (i > begin && text.substr(i, kMark.size()) == kMark) {
                out.push_back({begin, i});
                begin = i;
            }
        if (begin < word.end)
            out.push_back({begin, word.end});
    }
};

Result<Behavior> behaviorOf(const nlohmann::json& description, Behavior fallback, const std::string& file) {
    if (!description.contains("behavior"))
        return fallback;
    const auto& name = description.at("behavior");
    if (name == "Removed")
        return Behavior::Removed;
    if (name == "Isolated")
        return Behavior::Isolated;
    if (name == "MergedWithPrevious")
        return Behavior::MergedWithPrevious;
    if (name == "MergedWithNext")
        return Behavior::MergedWithNext;
    if (name == "Contiguous")
        return Behavior::Contiguous;
    return makeError(ErrorCode::UnsupportedVersion,
                     file + " splits text in a way this version does not know: " + name.dump());
}

std::string escapedForRegex(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c >= 0 && !u_isalnum(c))
            out += '\\';
        out += c;
    }
    return out;
}

Result<void> addRegex(PreTokenizer& pre, const std::string& pattern, Behavior behavior, bool invert,
                      const std::string& file) {
    MEMLONG_ASSIGN(RegexSplitter splitter, RegexSplitter::compile(pattern, file));
    pre.steps.push_back(std::make_unique<RegexStep>(std::move(splitter), behavior, invert));
    return {};
}

Result<void> addSplit(PreTokenizer& pre, const nlohmann::json& step, const std::string& file) {
    MEMLONG_ASSIGN(const Behavior behavior, behaviorOf(step, Behavior::Isolated, file));
    const auto& pattern = step.at("pattern");
    const bool invert = step.value("invert", false);
    if (pattern.contains("Regex"))
        return addRegex(pre, pattern.at("Regex").get<std::string>(), behavior, invert, file);
    return addRegex(pre, escapedForRegex(pattern.at("String").get<std::string>()), behavior, invert, file);
}

Result<void> addByteLevel(PreTokenizer& pre, const nlohmann::json& step, const std::string& file) {
    if (step.value("add_prefix_space", true)) {
        if (!pre.steps.empty())
            return makeError(ErrorCode::UnsupportedVersion,
                             file + " puts a space before every word, which this version does not support");
        pre.prefixSpace = true;
    }
    pre.byteLevel = true;
    return step.value("use_regex", true) ? addRegex(pre, kGpt2Pattern, Behavior::Isolated, false, file)
                                         : Result<void>();
}

Result<void> addMetaspace(PreTokenizer& pre, const nlohmann::json& step, const std::string& file) {
    if (step.value("replacement", "\xE2\x96\x81") != "\xE2\x96\x81")
        return makeError(ErrorCode::UnsupportedVersion, file + " writes spaces with an unknown mark");
    pre.metaspace = true;
    pre.metaspacePrefix = step.contains("prepend_scheme") ? step.at("prepend_scheme") != "never"
                                                          : step.value("add_prefix_space", true);
    if (step.value("split", true))
        pre.steps.push_back(std::make_unique<MetaspaceStep>());
    return {};
}

Result<void> addStep(PreTokenizer& pre, const nlohmann::json& step, const std::string& file, int depth) {
    constexpr int kMaxDepth = 8;
    const auto& type = step.at("type");
    if (type == "Sequence" && depth < kMaxDepth) {
        for (const auto& part : step.at("pretokenizers"))
            MEMLONG_TRY(addStep(pre, part, file, depth + 1));
        return {};
    }
    if (type == "Split")
        return addSplit(pre, step, file);
    if (type == "ByteLevel")
        return addByteLevel(pre, step, file);
    if (type == "Metaspace")
        return addMetaspace(pre, step, file);
    if (type == "Whitespace")
        return addRegex(pre, R"(\w+|[^\w\s]+)", Behavior::Removed, true, file);
    const auto addCharacters = [&](CharacterStep::Class isDelimiter, Behavior behavior) -> Result<void> {
        pre.steps.push_back(std::make_unique<CharacterStep>(isDelimiter, behavior));
        return {};
    };
    if (type == "WhitespaceSplit")
        return addCharacters(isWhiteSpace, Behavior::Removed);
    if (type == "Digits")
        return addCharacters(isNumeric, step.value("individual_digits", false) ? Behavior::Isolated
                                                                               : Behavior::Contiguous);
    if (type == "Punctuation") {
        MEMLONG_ASSIGN(const Behavior behavior, behaviorOf(step, Behavior::Isolated, file));
        return addCharacters(isPunctuation, behavior);
    }
    return makeError(ErrorCode::UnsupportedVersion, file + " needs the pre-tokenizer " + type.dump() +
                                                        ", which this version does not support");
}

} // namespace

std::vector<WordRange> PreTokenizer::words(std::string_view text) const {
    std::vector<WordRange> words;
    if (text.empty())
        return words;
    words.push_back({0, static_cast<std::uint32_t>(text.size())});
    std::vector<WordRange> next;
    for (const auto& step : steps) {
        next.clear();
        for (const WordRange& word : words)
            step->split(text, word, next);
        words.swap(next);
    }
    return words;
}

Result<PreTokenizer> makePreTokenizer(const nlohmann::json& description, const std::string& file) {
    PreTokenizer pre;
    if (!description.is_null())
        MEMLONG_TRY(addStep(pre, description, file, 0));
    return pre;
}

} // namespace memlong

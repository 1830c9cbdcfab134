#include "engine/text/bpe_tokenizer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>
#include <unicode/utf8.h>

#include "engine/base/json.h"
#include "engine/text/added_tokens.h"
#include "engine/text/bpe_merges.h"
#include "engine/text/byte_alphabet.h"
#include "engine/text/normalizer_steps.h"
#include "engine/text/piece_table_tokenizer.h"
#include "engine/text/pretokenizer.h"
#include "engine/text/space_words.h"
#include "engine/text/word_cache.h"

namespace memlong {
namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // "▁"
/// For models without a pre-tokenizer, where no token spans a border of words.
class SpaceWordStep final : public SplitStep {
public:
    void split(std::string_view text, WordRange word, std::vector<WordRange>& out) const override {
        appendSpaceWords(text, word, kSpaceMark, out);
    }
};

class BpeTokenizer final : public PieceTableTokenizer {
public:
    Result<void> load(const nlohmann::json& description, const std::string& file, std::string fingerprint,
                      const SpecialTokens& special);

    std::vector<Token> encode(std::string_view text) const override { return encodeAll(text, true); }
    std::vector<Token> encodeContinuation(std::string_view text) const override {
        return encodeAll(text, false);
    }

private:
    Result<void> loadVocabulary(const nlohmann::json& model, const std::string& file);
    Result<void> loadMerges(const nlohmann::json& model, const std::string& file);
    void loadBytes();
    void splitIntoSpaceWords();
    void loadSpecial(const SpecialTokens& special);
    std::string bytesOf(const std::string& token) const;

    std::vector<Token> encodeAll(std::string_view text, bool atBeginning) const;
    void encodePart(std::string_view part, std::uint32_t partBegin, bool atBeginning,
                    std::vector<Token>& tokens) const;
    void encodeWord(std::string_view word, std::vector<BpeSymbol>& symbols) const;
    void initialSymbols(std::string_view word, std::vector<BpeSymbol>& symbols) const;

    TextMap<TokenId> m_vocabulary;
    std::optional<BpeMerges> m_merges;
    std::array<TokenId, 256> m_byteIds{}; // of the byte's token, -1 without one
    AddedTokens m_added;
    std::vector<NormalizerStep> m_normalizer;
    PreTokenizer m_preTokenizer;
    bool m_byteFallback = false;
    bool m_fuseUnknown = false;
    bool m_ignoreMerges = false;
    std::optional<TokenId> m_unknown;
    mutable WordCache m_cache;
};

Error damaged(const std::string& file, const std::string& what) {
    return makeError(ErrorCode::Corrupt, file + " has " + what + "; fetch the file again");
}

Result<void> BpeTokenizer::load(const nlohmann::json& description, const std::string& file,
                                std::string fingerprint, const SpecialTokens& special) {
    const auto part = [&](const char* key) {
        const auto found = description.find(key);
        return found == description.end() ? nlohmann::json() : *found;
    };
    const nlohmann::json& model = description.at("model");
    MEMLONG_ASSIGN(m_added, AddedTokens::read(description, file));
    MEMLONG_ASSIGN(m_normalizer, readNormalizer(part("normalizer"), file));
    MEMLONG_ASSIGN(m_preTokenizer, makePreTokenizer(part("pre_tokenizer"), file));
    m_byteFallback = model.value("byte_fallback", false);
    m_fuseUnknown = model.value("fuse_unk", false);
    m_ignoreMerges = model.value("ignore_merges", false);
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (model.contains(key) && model.at(key).is_string() && !model.at(key).get<std::string>().empty())
            return makeError(ErrorCode::UnsupportedVersion, file + " marks parts of words (" + key +
                                                                "), which this version does not support");
    m_putsSpaceInFront =
        m_preTokenizer.metaspacePrefix ||
        std::any_of(m_normalizer.begin(), m_normalizer.end(),
                    [](const NormalizerStep& step) { return step.kind == NormalizerStep::Kind::Prepend; });
    MEMLONG_TRY(loadVocabulary(model, file));
    MEMLONG_TRY(loadMerges(model, file));
    loadBytes();
    splitIntoSpaceWords();
    loadSpecial(special);
    m_fingerprint = std::move(fingerprint);
    return {};
}

Result<void> BpeTokenizer::loadVocabulary(const nlohmann::json& model, const std::string& file) {
    const nlohmann::json& vocabulary = model.at("vocab");
    if (!vocabulary.is_object() || vocabulary.empty())
        return damaged(file, "no vocabulary");
    m_vocabulary.reserve(vocabulary.size());
    for (const auto& [token, value] : vocabulary.items()) {
        if (!value.is_number_integer() || value < 0 || value > kMaxTokenId)
            return damaged(file, "an impossible token id");
        m_vocabulary.emplace(token, value.get<TokenId>());
    }
    if (model.contains("unk_token") && model.at("unk_token").is_string())
        if (const auto found = m_vocabulary.find(model.at("unk_token").get<std::string>());
            found != m_vocabulary.end())
            m_unknown = found->second;
    return {};
}

Result<void> BpeTokenizer::loadMerges(const nlohmann::json& model, const std::string& file) {
    const nlohmann::json& merges = model.at("merges");
    if (!merges.is_array())
        return damaged(file, "no list of merges");
    m_merges.emplace(merges.size());
    for (const auto& merge : merges) {
        std::string left;
        std::string right;
        if (merge.is_string()) {
            const auto& text = merge.get_ref<const std::string&>();
            const std::size_t space = text.find(' ');
            if (space == std::string::npos)
                return damaged(file, "a merge that is no pair");
            left = text.substr(0, space);
            right = text.substr(space + 1);
        } else if (merge.is_array() && merge.size() == 2) {
            left = merge[0].get<std::string>();
            right = merge[1].get<std::string>();
        }
        const auto leftId = m_vocabulary.find(left);
        const auto rightId = m_vocabulary.find(right);
        const auto merged = m_vocabulary.find(left + right);
        if (leftId == m_vocabulary.end() || rightId == m_vocabulary.end() || merged == m_vocabulary.end())
            return damaged(file, "a merge of tokens that are not in its vocabulary");
        m_merges->add(leftId->second, rightId->second, merged->second);
    }
    return {};
}

void BpeTokenizer::loadBytes() {
    constexpr const char* kDigits = "0123456789ABCDEF";
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::string token = m_preTokenizer.byteLevel
                                      ? byteCharacter(static_cast<unsigned char>(byte))
                                      : std::string("<0x") + kDigits[byte >> 4] + kDigits[byte & 15] + ">";
        const auto found = m_vocabulary.find(token);
        m_byteIds[byte] = found == m_vocabulary.end() ? -1 : found->second;
    }
    TokenId largest = 0;
    for (const auto& [token, id] : m_vocabulary)
        largest = std::max(largest, id);
    m_bytes.resize(static_cast<std::size_t>(largest) + 1);
    for (const auto& [token, id] : m_vocabulary)
        m_bytes[static_cast<std::size_t>(id)] = bytesOf(token);
}

/// Unknown characters would be joined over the borders, so every byte must have a token.
void BpeTokenizer::splitIntoSpaceWords() {
    const bool complete = std::all_of(m_byteIds.begin(), m_byteIds.end(), [](TokenId id) { return id >= 0; });
    if (m_preTokenizer.byteLevel || !m_preTokenizer.steps.empty() || !m_byteFallback || !complete)
        return;
    for (const auto& [token, id] : m_vocabulary)
        if (spansSpaceWords(token, kSpaceMark))
            return;
    m_preTokenizer.steps.push_back(std::make_unique<SpaceWordStep>());
}

std::string BpeTokenizer::bytesOf(const std::string& token) const {
    if (m_preTokenizer.byteLevel)
        return bytesOfToken(token).value_or(token);
    unsigned value = 0;
    if (m_byteFallback && token.size() == 6 && token.starts_with("<0x") && token.back() == '>' &&
        std::from_chars(token.data() + 3, token.data() + 5, value, 16).ptr == token.data() + 5)
        return std::string(1, static_cast<char>(value));
    std::string bytes;
    for (std::size_t i = 0; i < token.size();) {
        const bool mark = std::string_view(token).substr(i).starts_with(kSpaceMark);
        bytes += mark ? ' ' : token[i];
        i += mark ? kSpaceMark.size() : 1;
    }
    return bytes;
}

void BpeTokenizer::loadSpecial(const SpecialTokens& special) {
    const auto place = [&](TokenId id) -> std::string& {
        if (static_cast<std::size_t>(id) >= m_bytes.size())
            m_bytes.resize(static_cast<std::size_t>(id) + 1);
        return m_bytes[static_cast<std::size_t>(id)];
    };
    for (const AddedToken& token : m_added.all()) {
        place(token.id) = token.special ? std::string() : token.text;
        m_special.emplace(token.text, token.id);
    }
    for (const auto& [text, id] : special.added)
        if (m_special.emplace(text, id).second)
            place(id).clear();
    if (m_unknown && !m_byteFallback)
        m_bytes[static_cast<std::size_t>(*m_unknown)].clear();
    const auto choose = [&](const std::optional<std::string>& named,
                            std::initializer_list<const char*> usual) {
        if (named)
            if (const auto id = specialId(*named))
                return id;
        for (const char* text : usual)
            if (const auto id = specialId(text); id && !named)
                return id;
        return std::optional<TokenId>();
    };
    m_bos = choose(special.bos, {"<s>", "<|begin_of_text|>"});
    m_eos = choose(special.eos, {"</s>", "<|end_of_text|>", "<|im_end|>", "<|endoftext|>"});
}

std::vector<Token> BpeTokenizer::encodeAll(std::string_view text, bool atBeginning) const {
    std::vector<Token> tokens;
    tokens.reserve(text.size() / 4 + 4);
    for (const AddedTokens::Part& part : m_added.split(text)) {
        if (part.id)
            tokens.push_back(
                {*part.id, part.begin, part.begin + static_cast<std::uint32_t>(part.text.size())});
        else
            encodePart(part.text, part.begin, atBeginning || part.begin > 0, tokens);
    }
    // Whatever the tokens leave out belongs to the next one, at the end to the last.
    std::uint32_t end = 0;
    for (Token& token : tokens) {
        token.begin = end;
        end = token.end = std::max(end, token.end);
    }
    if (!tokens.empty())
        tokens.back().end = static_cast<std::uint32_t>(text.size());
    return tokens;
}

void BpeTokenizer::encodePart(std::string_view part, std::uint32_t partBegin, bool atBeginning,
                              std::vector<Token>& tokens) const {
    NormalizedText normalized = normalize(part, m_normalizer, atBeginning);
    if (m_preTokenizer.metaspace)
        replaceAll(normalized, " ", kSpaceMark);
    if (m_preTokenizer.metaspacePrefix && atBeginning && !normalized.text.starts_with(kSpaceMark))
        prepend(normalized, kSpaceMark);
    if (m_preTokenizer.prefixSpace && atBeginning && !normalized.text.starts_with(' '))
        prepend(normalized, " ");
    const std::string_view text = normalized.text;
    std::vector<BpeSymbol> symbols;
    for (const WordRange& word : m_preTokenizer.words(text)) {
        encodeWord(text.substr(word.begin, word.end - word.begin), symbols);
        std::uint32_t position = word.begin;
        for (const BpeSymbol& symbol : symbols) {
            position += symbol.length;
            if (symbol.id >= 0)
                tokens.push_back({symbol.id, 0, partBegin + normalized.originOf(position)});
        }
    }
}

void BpeTokenizer::encodeWord(std::string_view word, std::vector<BpeSymbol>& symbols) const {
    if (m_cache.find(word, symbols))
        return;
    symbols.clear();
    if (m_ignoreMerges) {
        std::string token;
        if (m_preTokenizer.byteLevel)
            for (const char byte : word)
                token += byteCharacter(static_cast<unsigned char>(byte));
        else
            token = word;
        if (const auto found = m_vocabulary.find(token); found != m_vocabulary.end())
            symbols.push_back({found->second, static_cast<std::uint32_t>(word.size())});
    }
    if (symbols.empty()) {
        initialSymbols(word, symbols);
        m_merges->apply(symbols);
    }
    m_cache.add(word, symbols);
}

void BpeTokenizer::initialSymbols(std::string_view word, std::vector<BpeSymbol>& symbols) const {
    const auto addUnknown = [&](std::uint32_t length) {
        const TokenId id = m_unknown.value_or(-1);
        if (m_fuseUnknown && !symbols.empty() && symbols.back().id == id)
            symbols.back().length += length;
        else
            symbols.push_back({id, length});
    };
    if (m_preTokenizer.byteLevel) {
        for (const char byte : word) {
            const TokenId id = m_byteIds[static_cast<unsigned char>(byte)];
            if (id >= 0)
                symbols.push_back({id, 1});
            else
                addUnknown(1);
        }
        return;
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(word.data());
    const auto size = static_cast<int32_t>(word.size());
    for (int32_t i = 0; i < size;) {
        const int32_t begin = i;
        U8_FWD_1(bytes, i, size);
        const std::string_view character =
            word.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
        if (const auto found = m_vocabulary.find(character); found != m_vocabulary.end()) {
            symbols.push_back({found->second, static_cast<std::uint32_t>(character.size())});
            continue;
        }
        const auto hasByte = [&](char byte) { return m_byteIds[static_cast<unsigned char>(byte)] >= 0; };
        if (m_byteFallback && std::all_of(character.begin(), character.end(), hasByte))
            for (const char byte : character)
                symbols.push_back({m_byteIds[static_cast<unsigned char>(byte)], 1});
        else
            addUnknown(static_cast<std::uint32_t>(character.size()));
    }
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> makeBpeTokenizer(const nlohmann::json& description,
                                                          const std::string& file, std::string fingerprint,
                                                          const SpecialTokens& special) {
    auto tokenizer = std::make_shared<BpeTokenizer>();
    MEMLONG_TRY(tokenizer->load(description, file, std::move(fingerprint), special));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

} // namespace memlong

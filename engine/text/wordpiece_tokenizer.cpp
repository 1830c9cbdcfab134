#include "engine/text/wordpiece_tokenizer.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>
#include <unicode/utf8.h>

#include "engine/base/json.h"
#include "engine/base/utf8.h"
#include "engine/text/added_tokens.h"
#include "engine/text/bert_text.h"
#include "engine/text/word_cache.h"

namespace memlong {
namespace {

class WordPieceTokenizer final : public Tokenizer {
public:
    Result<void> load(WordPieceSettings settings, const std::string& file, std::string fingerprint,
                      const SpecialTokens& special) {
        m_settings = std::move(settings);
        for (std::size_t id = 0; id < m_settings.pieces.size(); ++id) {
            const std::string& piece = m_settings.pieces[id];
            if (piece.empty())
                continue;
            m_vocabulary.emplace(piece, static_cast<TokenId>(id));
            m_longestPiece = std::max(m_longestPiece, piece.size());
        }
        const auto unknown = m_vocabulary.find(m_settings.unknown);
        if (unknown == m_vocabulary.end())
            return makeError(ErrorCode::Corrupt, file + " has no piece " + m_settings.unknown +
                                                     " for unknown words; fetch the file again");
        m_unknown = unknown->second;
        for (const char* text : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
            if (const auto found = m_vocabulary.find(std::string_view(text)); found != m_vocabulary.end())
                m_special.emplace(text, found->second);
        m_special.emplace(m_settings.unknown, m_unknown);
        for (const auto& [text, id] : special.added)
            m_special.emplace(text, id);
        m_fingerprint = std::move(fingerprint);
        return {};
    }

    std::vector<Token> encode(std::string_view text) const override {
        std::vector<Token> tokens;
        tokens.reserve(text.size() / 4 + 4);
        std::string bytes;
        std::vector<std::size_t> ends; // of the characters in `bytes`
        const BertRules rules{m_settings.cleanText, m_settings.separateChinese, m_settings.lowercase,
                              m_settings.stripAccents};
        for (const BertWord& word : bertWords(text, rules))
            encodeWord(word, bytes, ends, tokens);
        std::uint32_t end = 0;
        for (Token& token : tokens) {
            token.begin = end;
            end = token.end;
        }
        if (!tokens.empty())
            tokens.back().end = static_cast<std::uint32_t>(text.size());
        return tokens;
    }
    std::string decode(std::span<const TokenId> ids) const override {
        std::string text;
        for (const TokenId id : ids)
            text += pieceBytes(id);
        if (text.starts_with(' '))
            text.erase(0, 1);
        return repairUtf8(text);
    }
    std::string pieceBytes(TokenId id) const override {
        if (id < 0 || static_cast<std::size_t>(id) >= m_settings.pieces.size())
            return {};
        const std::string& piece = m_settings.pieces[static_cast<std::size_t>(id)];
        if (piece.empty() || m_special.contains(piece))
            return {};
        return piece.starts_with(m_settings.continuation) ? piece.substr(m_settings.continuation.size())
                                                          : " " + piece;
    }
    int vocabularySize() const override { return static_cast<int>(m_settings.pieces.size()); }
    std::optional<TokenId> bosId() const override { return specialId("[CLS]"); }
    std::optional<TokenId> eosId() const override { return specialId("[SEP]"); }
    std::optional<TokenId> specialId(std::string_view text) const override {
        const auto found = m_special.find(text);
        return found == m_special.end() ? std::nullopt : std::optional(found->second);
    }
    const std::string& fingerprint() const override { return m_fingerprint; }

private:
    /// Greedy: the longest piece from the left; all or nothing.
    void encodeWord(const BertWord& word, std::string& bytes, std::vector<std::size_t>& ends,
                    std::vector<Token>& tokens) const {
        const std::uint32_t wordEnd = word.back().originEnd;
        if (word.size() > m_settings.maxWordCharacters) {
            tokens.push_back({m_unknown, 0, wordEnd});
            return;
        }
        bytes.clear();
        ends.clear();
        for (const BertCharacter& character : word) {
            uint8_t encoded[4];
            int32_t used = 0;
            U8_APPEND_UNSAFE(encoded, used, static_cast<UChar32>(character.c));
            bytes.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(used));
            ends.push_back(bytes.size());
        }
        const std::size_t firstToken = tokens.size();
        std::string candidate;
        for (std::size_t first = 0; first < word.size();) {
            const std::size_t begin = first == 0 ? 0 : ends[first - 1];
            candidate = first == 0 ? std::string() : m_settings.continuation;
            const std::size_t prefix = candidate.size();
            candidate += std::string_view(bytes).substr(begin, m_longestPiece);
            std::size_t last = word.size();
            TokenId id = -1;
            for (; last > first; --last) {
                const std::size_t length = prefix + ends[last - 1] - begin;
                if (length > candidate.size())
                    continue;
                const auto found = m_vocabulary.find(std::string_view(candidate).substr(0, length));
                if (found != m_vocabulary.end()) {
                    id = found->second;
                    break;
                }
            }
            if (id < 0) {
                tokens.resize(firstToken);
                tokens.push_back({m_unknown, 0, wordEnd});
                return;
            }
            tokens.push_back({id, 0, word[last - 1].originEnd});
            first = last;
        }
    }

    WordPieceSettings m_settings;
    TextMap<TokenId> m_vocabulary;
    std::size_t m_longestPiece = 0;
    TokenId m_unknown = 0;
    std::map<std::string, TokenId, std::less<>> m_special;
    std::string m_fingerprint;
};

/// BERT strips accents when it lower-cases, unless told otherwise.
void readCaseRules(const nlohmann::json& object, const char* lowercaseKey, WordPieceSettings& settings) {
    settings.lowercase = object.value(lowercaseKey, true);
    const auto strip = object.find("strip_accents");
    settings.stripAccents =
        strip != object.end() && strip->is_boolean() ? strip->get<bool>() : settings.lowercase;
}

} // namespace

Result<WordPieceSettings> wordPieceFromJson(const nlohmann::json& description, const std::string& file) {
    WordPieceSettings settings;
    const nlohmann::json& model = description.at("model");
    settings.unknown = model.value("unk_token", "[UNK]");
    settings.continuation = model.value("continuing_subword_prefix", "##");
    settings.maxWordCharacters = model.value("max_input_chars_per_word", std::size_t{100});
    const auto normalizer = description.find("normalizer");
    if (normalizer != description.end() && !normalizer->is_null()) {
        if (normalizer->at("type") != "BertNormalizer")
            return makeError(ErrorCode::UnsupportedVersion,
                             file + " needs the normalizer " + normalizer->at("type").dump() +
                                 ", which this version does not support for WordPiece");
        settings.cleanText = normalizer->value("clean_text", true);
        settings.separateChinese = normalizer->value("handle_chinese_chars", true);
        readCaseRules(*normalizer, "lowercase", settings);
    } else {
        settings.cleanText = settings.separateChinese = settings.lowercase = settings.stripAccents = false;
    }
    for (const auto& [piece, id] : model.at("vocab").items()) {
        if (!id.is_number_integer() || id < 0 || id > kMaxTokenId)
            return makeError(ErrorCode::Corrupt, file + " has an impossible token id; fetch the file again");
        const auto index = id.get<std::size_t>();
        if (index >= settings.pieces.size())
            settings.pieces.resize(index + 1);
        settings.pieces[index] = piece;
    }
    return settings;
}

Result<WordPieceSettings> wordPieceFromVocabulary(std::string_view vocabulary, const nlohmann::json& config,
                                                  const std::string& file) {
    WordPieceSettings settings;
    readCaseRules(config, "do_lower_case", settings);
    settings.separateChinese = config.value("tokenize_chinese_chars", true);
    while (!vocabulary.empty()) {
        const std::size_t end = std::min(vocabulary.find('\n'), vocabulary.size());
        std::string_view piece = vocabulary.substr(0, end);
        if (piece.ends_with('\r'))
            piece.remove_suffix(1);
        if (settings.pieces.size() > static_cast<std::size_t>(kMaxTokenId))
            return makeError(ErrorCode::Corrupt,
                             file + " is too long for a vocabulary; fetch the file again");
        settings.pieces.emplace_back(piece);
        vocabulary.remove_prefix(std::min(end + 1, vocabulary.size()));
    }
    return settings;
}

Result<std::shared_ptr<const Tokenizer>> makeWordPieceTokenizer(WordPieceSettings settings,
                                                                const std::string& file,
                                                                std::string fingerprint,
                                                                const SpecialTokens& special) {
    auto tokenizer = std::make_shared<WordPieceTokenizer>();
    MEMLONG_TRY(tokenizer->load(std::move(settings), file, std::move(fingerprint), special));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

} // namespace memlong

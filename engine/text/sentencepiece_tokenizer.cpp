#include "engine/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <mutex>

#include <sentencepiece_processor.h>

#include "engine/base/hash.h"
#include "engine/text/piece_table_tokenizer.h"
#include "engine/text/sentencepiece_proto.h"
#include "engine/text/space_words.h"
#include "engine/text/word_cache.h"

namespace memlong {
namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // "▁"
constexpr std::string_view kUnknownSurface = " \xE2\x81\x87 ";

std::string withSpaces(std::string_view piece) {
    std::string out;
    out.reserve(piece.size());
    for (std::size_t i = 0; i < piece.size();) {
        if (piece.substr(i, kSpaceMark.size()) == kSpaceMark) {
            out += ' ';
            i += kSpaceMark.size();
        } else {
            out += piece[i++];
        }
    }
    return out;
}

/// The byte of a piece "<0x0A>".
std::optional<char> byteOfPiece(std::string_view piece) {
    unsigned value = 0;
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece.back() != '>')
        return std::nullopt;
    const auto [end, error] = std::from_chars(piece.data() + 3, piece.data() + 5, value, 16);
    if (error != std::errc() || end != piece.data() + 5)
        return std::nullopt;
    return static_cast<char>(value);
}

class SentencePieceTokenizer final : public PieceTableTokenizer {
public:
    Result<void> load(std::string_view bytes, std::string_view name, const SpecialTokens& special) {
        MEMLONG_ASSIGN(const SentencePieceModel model, parseSentencePieceModel(bytes, name));
        if (const auto status = m_first.LoadFromSerializedProto(bytes); !status.ok())
            return rejected(name, status.ToString());
        m_putsSpaceInFront = model.addDummyPrefix;
        m_wordsAreIndependent =
            model.kind == SentencePieceModel::Kind::Bpe && model.byteFallback && model.charsMap.empty() &&
            !model.removeExtraWhitespace &&
            std::none_of(model.pieces.begin(), model.pieces.end(),
                         [](const Piece& piece) { return spansSpaceWords(withSpaces(piece.text), " "); });
        if (m_putsSpaceInFront)
            m_continuedModel = withoutDummyPrefix(bytes);
        for (std::size_t i = 0; i < model.pieces.size(); ++i)
            addPiece(model.pieces[i], static_cast<TokenId>(i));
        if (m_first.bos_id() >= 0)
            m_bos = m_first.bos_id();
        if (m_first.eos_id() >= 0)
            m_eos = m_first.eos_id();
        applySpecialTokens(special);
        m_fingerprint = hashHex(bytes);
        return {};
    }

    std::vector<Token> encode(std::string_view text) const override {
        return wordsAreIndependent(text) ? encodeWords(text, true) : encodeWith(m_first, text);
    }
    std::vector<Token> encodeContinuation(std::string_view text) const override {
        return wordsAreIndependent(text) ? encodeWords(text, false) : encodeWith(continued(), text);
    }

private:
    static Error rejected(std::string_view name, std::string detail) {
        return makeError(ErrorCode::Corrupt,
                         std::string(name) + " is not a usable SentencePiece model; fetch the file again",
                         std::move(detail));
    }

    void addPiece(const Piece& piece, TokenId id) {
        std::string bytes;
        switch (piece.type) {
        case PieceType::Control:
        case PieceType::Unused:
            m_special.emplace(piece.text, id);
            break;
        case PieceType::Unknown:
            m_special.emplace(piece.text, id);
            bytes = kUnknownSurface;
            break;
        case PieceType::Byte:
            if (const auto byte = byteOfPiece(piece.text))
                bytes = std::string(1, *byte);
            break;
        case PieceType::UserDefined:
            m_special.emplace(piece.text, id);
            bytes = withSpaces(piece.text);
            break;
        case PieceType::Normal:
            bytes = withSpaces(piece.text);
            break;
        }
        m_bytes.push_back(std::move(bytes));
    }

    void applySpecialTokens(const SpecialTokens& special) {
        for (const auto& [text, id] : special.added) {
            m_special.emplace(text, id);
            if (static_cast<std::size_t>(id) >= m_bytes.size())
                m_bytes.resize(static_cast<std::size_t>(id) + 1);
        }
        if (special.bos)
            if (const auto id = specialId(*special.bos))
                m_bos = id;
        if (special.eos)
            if (const auto id = specialId(*special.eos))
                m_eos = id;
    }

    /// Loaded at its first use: it costs as much as the first one, and retrievers never need it.
    const sentencepiece::SentencePieceProcessor& continued() const {
        if (!m_putsSpaceInFront)
            return m_first;
        std::call_once(m_continuedOnce, [this] {
            // A model that was accepted with the prefix is accepted without it.
            m_continuedUsable = m_continued.LoadFromSerializedProto(m_continuedModel).ok();
            m_continuedModel = {};
        });
        return m_continuedUsable ? m_continued : m_first;
    }

    /// The library takes a text as one word; with pieces that stay inside words, the parts give the same.
    bool wordsAreIndependent(std::string_view text) const {
        return m_wordsAreIndependent && text.find(kSpaceMark) == std::string_view::npos;
    }

    std::vector<Token> encodeWords(std::string_view text, bool atBeginning) const {
        std::vector<WordRange> words;
        appendSpaceWords(text, {0, static_cast<std::uint32_t>(text.size())}, " ", words);
        std::vector<Token> tokens;
        tokens.reserve(text.size() / 3 + 4);
        std::vector<BpeSymbol> symbols;
        for (const WordRange& range : words) {
            const std::string_view word = text.substr(range.begin, range.end - range.begin);
            if (atBeginning && range.begin == 0 && m_putsSpaceInFront) {
                tokens = encodeWith(m_first, word);
                continue;
            }
            if (!m_cache.find(word, symbols)) {
                symbols.clear();
                for (const Token& token : encodeWith(continued(), word))
                    symbols.push_back({token.id, token.end - token.begin});
                m_cache.add(word, symbols);
            }
            std::uint32_t position = range.begin;
            for (const BpeSymbol& symbol : symbols) {
                tokens.push_back({symbol.id, position, position + symbol.length});
                position += symbol.length;
            }
        }
        return tokens;
    }

    static std::vector<Token> encodeWith(const sentencepiece::SentencePieceProcessor& processor,
                                         std::string_view text) {
        std::vector<Token> tokens;
        const auto encoded = processor.EncodeAsImmutableProto(text);
        const std::size_t count = encoded.pieces_size();
        tokens.reserve(count);
        // Normalisation may drop white space between or around pieces; it goes to the next piece, and at the
        // end to the last, so that the ranges cover the text. The bytes of a character that fell back to
        // bytes come with an empty range for all but the last: spread them.
        std::uint32_t end = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto piece = encoded.pieces(static_cast<int>(i));
            const std::uint32_t begin = end;
            end = std::max(end, std::min(piece.end(), static_cast<std::uint32_t>(text.size())));
            tokens.push_back({static_cast<TokenId>(piece.id()), begin, end});
        }
        if (!tokens.empty())
            tokens.back().end = static_cast<std::uint32_t>(text.size());
        return tokens;
    }

    sentencepiece::SentencePieceProcessor m_first; // puts the dummy prefix, if the model wants one
    mutable sentencepiece::SentencePieceProcessor m_continued; // never does
    mutable std::string m_continuedModel;                      // until m_continued is loaded from it
    mutable std::once_flag m_continuedOnce;
    mutable bool m_continuedUsable = false;
    bool m_wordsAreIndependent = false;
    mutable WordCache m_cache; // of words that are not at the beginning
};

} // namespace

Result<std::shared_ptr<const Tokenizer>>
makeSentencePieceTokenizer(std::string_view bytes, std::string_view name, const SpecialTokens& special) {
    auto tokenizer = std::make_shared<SentencePieceTokenizer>();
    MEMLONG_TRY(tokenizer->load(bytes, name, special));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

} // namespace memlong

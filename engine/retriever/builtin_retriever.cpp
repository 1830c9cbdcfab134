#include <algorithm>
#include <future>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/retriever.h"
#include "engine/retriever/static_embeddings.h"
#include "engine/text/sentencepiece_proto.h"
#include "engine/text/sentencepiece_tokenizer.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxTokenizerBytes = 64u << 20;

using LoadedTokenizer = Result<std::shared_ptr<const Tokenizer>>;

class BuiltinRetriever final : public Retriever {
public:
    BuiltinRetriever(std::shared_future<LoadedTokenizer> tokenizer, std::string_view tokenizerFingerprint,
                     StaticEmbeddings embeddings)
        : m_tokenizer(std::move(tokenizer)), m_embeddings(std::move(embeddings)),
          m_fingerprint(hashHex(std::string(tokenizerFingerprint) + m_embeddings.fingerprint() +
                                std::to_string(kPassageWindowsVersion))) {}

    const std::string& name() const override { return m_name; }
    int dimension() const override { return m_embeddings.dimension(); }
    const std::string& fingerprint() const override { return m_fingerprint; }

    Result<std::vector<Embeddings>> embedPassages(std::span<const std::string> passages,
                                                  std::stop_token stop) override {
        MEMLONG_ASSIGN(const auto tokenizer, m_tokenizer.get());
        std::vector<Embeddings> out;
        out.reserve(passages.size());
        for (const std::string& passage : passages) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "embedding was cancelled");
            out.push_back(embedPassage(passage, *tokenizer));
        }
        return out;
    }

    Result<std::vector<float>> embedQuery(std::string_view query) override {
        MEMLONG_ASSIGN(const auto tokenizer, m_tokenizer.get());
        std::vector<float> sum(static_cast<std::size_t>(dimension()));
        for (const TokenId id : tokenizer->encodeIds(query))
            m_embeddings.addQueryToken(id, sum);
        normalise(sum);
        return sum;
    }

    /// The share of the letters that stand in pieces of several: single characters and bytes say little.
    float coverage(std::string_view query) override {
        const auto& tokenizer = m_tokenizer.get();
        if (!tokenizer)
            return 0;
        double known = 0, all = 0;
        for (const Token& token : (*tokenizer)->encode(query)) {
            std::string_view text = query.substr(token.begin, token.end - token.begin);
            while (!text.empty() && text.front() == ' ')
                text.remove_prefix(1);
            const auto letters = std::ranges::count_if(
                text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
            all += static_cast<double>(letters);
            known += letters > 1 ? static_cast<double>(letters) : 0;
        }
        return all > 0 ? static_cast<float>(known / all) : 0;
    }

private:
    Embeddings embedPassage(std::string_view passage, const Tokenizer& tokenizer) const {
        const std::vector<TextRange> windows = passageWindows(passage);
        const auto width = static_cast<std::size_t>(dimension());
        Embeddings rows;
        rows.dimension = dimension();
        rows.values.resize((1 + windows.size()) * width);
        const std::span<float> all(rows.values);
        std::size_t first = 0; // windows before it end before the token
        for (const Token& token : tokenizer.encode(passage)) {
            m_embeddings.addPassageToken(token.id, all.first(width));
            while (first < windows.size() && windows[first].end <= token.begin)
                ++first;
            for (std::size_t w = first; w < windows.size() && windows[w].begin < token.end; ++w)
                m_embeddings.addPassageToken(token.id, all.subspan((1 + w) * width, width));
        }
        for (std::size_t row = 0; row <= windows.size(); ++row)
            normalise(all.subspan(row * width, width));
        return rows;
    }

    std::string m_name = "built-in";
    std::shared_future<LoadedTokenizer> m_tokenizer; // its library takes a while to build its tables
    StaticEmbeddings m_embeddings;
    std::string m_fingerprint;
};

} // namespace

Result<std::unique_ptr<Retriever>> loadBuiltinRetriever(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "tokenizer.model";
    MEMLONG_ASSIGN(std::string bytes, readFile(file, kMaxTokenizerBytes));
    MEMLONG_ASSIGN(const SentencePieceModel model, parseSentencePieceModel(bytes, file.string()));
    const std::string fingerprint = hashHex(bytes);
    // The caller's next steps do not need the tokenizer yet.
    std::shared_future<LoadedTokenizer> tokenizer =
        std::async(std::launch::async, [bytes = std::move(bytes), name = file.string()] {
            return makeSentencePieceTokenizer(bytes, name);
        });
    MEMLONG_ASSIGN(auto embeddings, StaticEmbeddings::load(folder / "model.safetensors",
                                                           static_cast<int>(model.pieces.size())));
    return std::unique_ptr<Retriever>(
        std::make_unique<BuiltinRetriever>(std::move(tokenizer), fingerprint, std::move(embeddings)));
}

} // namespace memlong

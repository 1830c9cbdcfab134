#include <algorithm>

#include "engine/base/hash.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/retriever.h"
#include "engine/retriever/static_embeddings.h"

namespace memlong {
namespace {

class BuiltinRetriever final : public Retriever {
public:
    BuiltinRetriever(std::shared_ptr<const Tokenizer> tokenizer, StaticEmbeddings embeddings)
        : m_tokenizer(std::move(tokenizer)), m_embeddings(std::move(embeddings)),
          m_fingerprint(hashHex(m_tokenizer->fingerprint() + m_embeddings.fingerprint() +
                                std::to_string(kPassageWindowsVersion))) {}

    const std::string& name() const override { return m_name; }
    int dimension() const override { return m_embeddings.dimension(); }
    const std::string& fingerprint() const override { return m_fingerprint; }

    Result<std::vector<Embeddings>> embedPassages(std::span<const std::string> passages,
                                                  std::stop_token stop) override {
        std::vector<Embeddings> out;
        out.reserve(passages.size());
        for (const std::string& passage : passages) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "embedding was cancelled");
            out.push_back(embedPassage(passage));
        }
        return out;
    }

    Result<std::vector<float>> embedQuery(std::string_view query) override {
        std::vector<float> sum(static_cast<std::size_t>(dimension()));
        for (const TokenId id : m_tokenizer->encodeIds(query))
            m_embeddings.addQueryToken(id, sum);
        normalise(sum);
        return sum;
    }

private:
    Embeddings embedPassage(std::string_view passage) const {
        const std::vector<TextRange> windows = passageWindows(passage);
        const auto width = static_cast<std::size_t>(dimension());
        Embeddings rows;
        rows.dimension = dimension();
        rows.values.resize((1 + windows.size()) * width);
        const std::span<float> all(rows.values);
        std::size_t first = 0; // windows before it end before the token
        for (const Token& token : m_tokenizer->encode(passage)) {
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
    std::shared_ptr<const Tokenizer> m_tokenizer;
    StaticEmbeddings m_embeddings;
    std::string m_fingerprint;
};

} // namespace

Result<std::unique_ptr<Retriever>> loadBuiltinRetriever(const std::filesystem::path& folder) {
    MEMLONG_ASSIGN(auto tokenizer, loadTokenizer(folder / "tokenizer.model"));
    MEMLONG_ASSIGN(auto embeddings,
                   StaticEmbeddings::load(folder / "model.safetensors", tokenizer->vocabularySize()));
    return std::unique_ptr<Retriever>(
        std::make_unique<BuiltinRetriever>(std::move(tokenizer), std::move(embeddings)));
}

} // namespace memlong

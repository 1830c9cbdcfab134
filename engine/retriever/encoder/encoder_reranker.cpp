#include "engine/retriever/encoder/encoder_reranker.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/retriever/encoder/encoder_batches.h"
#include "engine/retriever/encoder/encoder_loading.h"

namespace memlong {
namespace {

/// From the state of the first token to the logit: linear, tanh, linear. BERT calls the first of them pooler.
struct ClassifierHead {
    at::Tensor denseWeight, denseBias; // [H, H], [H]
    at::Tensor labelWeight, labelBias; // [1, H], [1]

    /// `states` [B, H] to [B].
    at::Tensor logits(const at::Tensor& states) const {
        const at::InferenceMode inference;
        return at::linear(at::tanh(at::linear(states, denseWeight, denseBias)), labelWeight, labelBias)
            .squeeze(1);
    }
};

Result<at::Tensor> take(const Checkpoint& checkpoint, const std::string& name, const TensorShape& shape) {
    MEMLONG_ASSIGN(std::vector<float> values, checkpoint.requireFloats(name, shape));
    return at::from_blob(values.data(), shape, at::kFloat).clone();
}

Result<ClassifierHead> loadHead(const Checkpoint& checkpoint, const EncoderConfig& config) {
    const bool bert = config.family == EncoderFamily::Bert;
    const std::string dense = bert ? "bert.pooler.dense" : "classifier.dense",
                      label = bert ? "classifier" : "classifier.out_proj";
    const std::int64_t hidden = config.hiddenSize;
    ClassifierHead head;
    MEMLONG_ASSIGN(head.denseWeight, take(checkpoint, dense + ".weight", {hidden, hidden}));
    MEMLONG_ASSIGN(head.denseBias, take(checkpoint, dense + ".bias", {hidden}));
    MEMLONG_ASSIGN(head.labelWeight, take(checkpoint, label + ".weight", {1, hidden}));
    MEMLONG_ASSIGN(head.labelBias, take(checkpoint, label + ".bias", {1}));
    return head;
}

class EncoderReranker final : public Reranker {
public:
    EncoderReranker(std::string name, EncoderModel model, ClassifierHead head, EncoderTokens tokens,
                    std::string fingerprint, int batchTokens)
        : m_name(std::move(name)), m_model(std::move(model)), m_head(std::move(head)),
          m_tokens(std::move(tokens)), m_fingerprint(std::move(fingerprint)),
          m_batchTokens(static_cast<std::size_t>(std::max(1, batchTokens))) {}

    const std::string& name() const override { return m_name; }
    const std::string& fingerprint() const override { return m_fingerprint; }

    Result<std::vector<float>> score(std::string_view question, std::span<const std::string> passages,
                                     std::stop_token stop) override {
        if (passages.empty())
            return std::vector<float>();
        const std::vector<TokenId> asked = m_tokens.idsOf(m_tokens.tokenizer().encode(question));
        std::vector<EncoderInput> inputs;
        for (const std::string& passage : passages)
            inputs.push_back(m_tokens.pair(asked, m_tokens.idsOf(m_tokens.tokenizer().encode(passage))));
        const auto hidden = m_model.config().hiddenSize;
        at::Tensor first = at::empty({static_cast<std::int64_t>(passages.size()), hidden}, at::kFloat);
        MEMLONG_TRY(encodeBatches(
            m_model, m_name, inputs, m_batchTokens, stop, [&](std::size_t i, std::span<const float> states) {
                std::copy_n(states.begin(), hidden,
                            first.data_ptr<float>() + i * static_cast<std::size_t>(hidden));
            }));
        const at::Tensor logits = m_head.logits(first).contiguous();
        return std::vector<float>(logits.data_ptr<float>(), logits.data_ptr<float>() + passages.size());
    }

private:
    std::string m_name;
    EncoderModel m_model;
    ClassifierHead m_head; // on the processor: one row a passage
    EncoderTokens m_tokens;
    std::string m_fingerprint;
    std::size_t m_batchTokens;
};

} // namespace

Result<std::unique_ptr<Reranker>> loadEncoderReranker(const std::filesystem::path& folder,
                                                      const EncoderOptions& options) {
    MEMLONG_ASSIGN(const EncoderConfig config, readEncoderConfig(folder));
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
    MEMLONG_ASSIGN(EncoderTokens tokens, EncoderTokens::open(folder, config));
    return loadingFrom(folder, "reranker", [&]() -> Result<std::unique_ptr<Reranker>> {
        MEMLONG_ASSIGN(EncoderModel model,
                       EncoderModel::load(checkpoint, config, at::Device(options.device)));
        MEMLONG_ASSIGN(ClassifierHead head, loadHead(checkpoint, config));
        std::string fingerprint = hashHex(checkpoint.fingerprint() + tokens.tokenizer().fingerprint() +
                                          std::to_string(config.maxTokens));
        return std::unique_ptr<Reranker>(std::make_unique<EncoderReranker>(
            modelName(folder), std::move(model), std::move(head), std::move(tokens), std::move(fingerprint),
            options.batchTokens));
    });
}

} // namespace memlong

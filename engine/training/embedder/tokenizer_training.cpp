#include "engine/training/embedder/tokenizer_training.h"

#include <sentencepiece_trainer.h>

namespace memlong {
namespace {

/// Hands the lines to the trainer.
class Lines final : public sentencepiece::SentenceIterator {
public:
    explicit Lines(const std::vector<std::string>& lines) : m_lines(lines) {}
    bool done() const override { return m_index >= m_lines.size(); }
    void Next() override { ++m_index; }
    const std::string& value() const override { return m_lines[m_index]; }
    sentencepiece::util::Status status() const override { return {}; }

private:
    const std::vector<std::string>& m_lines;
    std::size_t m_index = 0;
};

} // namespace

Result<std::string> trainUnigram(const std::vector<std::string>& lines, int vocabularySize, int threads) {
    Lines iterator(lines);
    std::string model;
    const std::unordered_map<std::string, std::string> arguments{
        {"model_type", "unigram"},
        {"vocab_size", std::to_string(vocabularySize)},
        {"byte_fallback", "true"},
        {"character_coverage", "0.9995"},
        {"normalization_rule_name", "nfkc_cf"},
        {"max_sentence_length", "8192"},
        {"num_threads", std::to_string(threads)},
        {"num_sub_iterations", "1"},
        {"unk_id", "0"},
        {"bos_id", "-1"},
        {"eos_id", "-1"},
        {"hard_vocab_limit", "false"},
        {"minloglevel", "2"},
    };
    const auto status = sentencepiece::SentencePieceTrainer::Train(arguments, &iterator, &model);
    if (!status.ok())
        return makeError(ErrorCode::BadInput,
                         "no tokenizer could be trained on the texts; there may be too few of them",
                         status.ToString());
    return model;
}

} // namespace memlong

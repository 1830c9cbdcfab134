#include "engine/text/sentencepiece_trainer.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <unordered_map>

#include <sentencepiece_trainer.h>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSentenceBytes = 4000; // the library passes over longer ones
constexpr std::uint64_t kStretchBytes = 16 * 1024;
constexpr int kSmallestVocabulary = 300; // the 256 bytes and the special pieces
constexpr int kLargestVocabulary = 256'000;
constexpr double kSmallestWeight = 0.001;
constexpr double kLargestWeight = 100;

/// The texts of the files, paragraph by paragraph. A paragraph keeps its line ends: words at the beginning
/// of a line have no space in front, in training as in use.
class ParagraphIterator final : public sentencepiece::SentenceIterator {
public:
    ParagraphIterator(const TrainSentencePieceOptions& options, const ProgressFn& progress,
                      std::stop_token stop)
        : m_options(options), m_progress(progress), m_stop(std::move(stop)) {
        Next();
    }

    bool done() const override { return m_done; }
    const std::string& value() const override { return m_paragraph; }
    sentencepiece::util::Status status() const override {
        return m_failure || m_cancelled ? sentencepiece::util::Status(
                                              sentencepiece::util::StatusCode::kCancelled, "reading stopped")
                                        : sentencepiece::util::Status();
    }
    void Next() override {
        while (true) {
            if (m_stop.stop_requested()) {
                m_cancelled = true;
                m_done = true;
                return;
            }
            if (takeParagraph())
                return;
            if (!readStretch()) {
                m_done = true;
                return;
            }
        }
    }

    const std::optional<Error>& failure() const { return m_failure; }
    bool cancelled() const { return m_cancelled; }

private:
    bool takeParagraph() {
        while (m_position < m_stretch.size()) {
            std::size_t end = std::min(m_stretch.find("\n\n", m_position), m_stretch.size());
            if (end - m_position > kMaxSentenceBytes) {
                end = m_stretch.find_last_of(" \n", m_position + kMaxSentenceBytes);
                if (end == std::string::npos || end <= m_position) {
                    const auto head = std::string_view(m_stretch).substr(m_position, kMaxSentenceBytes);
                    end = m_position + completeUtf8Prefix(head);
                }
            }
            m_paragraph.assign(m_stretch, m_position, end - m_position);
            m_position = std::max(end, m_position + 1);
            while (m_position < m_stretch.size() && m_stretch[m_position] == '\n')
                ++m_position;
            // The library marks borders with NUL and TAB.
            std::erase(m_paragraph, '\0');
            std::replace(m_paragraph.begin(), m_paragraph.end(), '\t', ' ');
            if (m_paragraph.find_first_not_of(" \n\r") != std::string::npos)
                return true;
        }
        return false;
    }

    bool openNextFile() {
        if (m_pass >= m_passes) {
            if (m_nextFile == m_options.texts.size())
                return false;
            m_passes = m_options.texts[m_nextFile++].weight;
            m_pass = 0;
        }
        const fs::path& path = m_options.texts[m_nextFile - 1].path;
        m_share = std::min(m_passes - m_pass, 1.0);
        m_pass += 1;
        std::error_code error;
        m_fileBytes = fs::file_size(path, error);
        m_file = std::ifstream(path, std::ios::binary);
        if (error || !m_file) {
            m_failure = makeError(ErrorCode::Io, "cannot read the training text " + path.string());
            return false;
        }
        m_offset = 0;
        if (m_progress)
            m_progress({"reading", m_nextFile, m_options.texts.size(), "files"});
        return true;
    }

    bool readStretch() {
        while (!m_file.is_open() || m_offset >= m_fileBytes) {
            m_file.close();
            if (!openNextFile())
                return false;
        }
        m_stretch.resize(
            static_cast<std::size_t>(std::min<std::uint64_t>(kStretchBytes, m_fileBytes - m_offset)));
        m_file.clear();
        m_file.seekg(static_cast<std::streamoff>(m_offset));
        m_file.read(m_stretch.data(), static_cast<std::streamsize>(m_stretch.size()));
        m_stretch.resize(static_cast<std::size_t>(m_file.gcount()));
        if (m_stretch.empty()) {
            m_offset = m_fileBytes;
            return true;
        }
        const bool sampled = m_share < 1;
        m_offset += sampled ? static_cast<std::uint64_t>(static_cast<double>(kStretchBytes) / m_share)
                            : m_stretch.size();
        cleanEdges(sampled);
        m_position = 0;
        return true;
    }

    /// Stretches begin and end anywhere: half a character goes, and in a sample half a word.
    void cleanEdges(bool sampled) {
        std::size_t begin = 0;
        while (begin < m_stretch.size() && begin < 4 &&
               (static_cast<unsigned char>(m_stretch[begin]) & 0xC0) == 0x80)
            ++begin;
        if (sampled) {
            const std::size_t space = m_stretch.find_first_of(" \n");
            const std::size_t last = m_stretch.find_last_of(" \n");
            if (space != std::string::npos && space < last && space < 64) {
                begin = space + 1;
                m_stretch.resize(last);
            }
        }
        m_stretch.erase(0, begin);
        m_stretch = repairUtf8(m_stretch.substr(0, completeUtf8Prefix(m_stretch)));
        std::erase(m_stretch, '\r');
    }

    const TrainSentencePieceOptions& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::size_t m_nextFile = 0;
    double m_passes = 0; // over the current file; the last one may read a share of it
    double m_pass = 0;
    double m_share = 1;
    std::ifstream m_file;
    std::uint64_t m_fileBytes = 0;
    std::uint64_t m_offset = 0;
    std::string m_stretch;
    std::size_t m_position = 0;
    std::string m_paragraph;
    bool m_done = false;
    bool m_cancelled = false;
    std::optional<Error> m_failure;
};

/// The library separates pieces by commas, with the quoting rules of CSV.
std::string commaSeparated(const std::vector<std::string>& pieces) {
    std::string joined;
    for (const std::string& piece : pieces)
        joined += (joined.empty() ? "" : ",") + piece;
    return joined;
}

Result<void> checkOptions(const TrainSentencePieceOptions& options) {
    if (options.texts.empty())
        return makeError(ErrorCode::InvalidArgument, "name at least one text file to train the tokenizer on");
    if (options.vocabularySize < kSmallestVocabulary || options.vocabularySize > kLargestVocabulary)
        return makeError(ErrorCode::InvalidArgument, "the vocabulary size must lie between " +
                                                         std::to_string(kSmallestVocabulary) + " and " +
                                                         std::to_string(kLargestVocabulary));
    for (const TrainingText& text : options.texts)
        if (!(text.weight >= kSmallestWeight && text.weight <= kLargestWeight))
            return makeError(ErrorCode::InvalidArgument,
                             "the weight of " + text.path.string() + " must lie between 0.001 and 100");
    for (const std::string& piece : options.controlPieces)
        if (piece.empty() || piece.find_first_of(",\"") != std::string::npos)
            return makeError(ErrorCode::InvalidArgument,
                             "a control piece must not be empty or hold a comma or a quotation mark: " +
                                 piece);
    return {};
}

} // namespace

Result<std::string> trainSentencePiece(const TrainSentencePieceOptions& options, const ProgressFn& progress,
                                       std::stop_token stop) {
    MEMLONG_TRY(checkOptions(options));
    ParagraphIterator paragraphs(options, progress, std::move(stop));
    if (paragraphs.done() && !paragraphs.failure() && !paragraphs.cancelled())
        return makeError(ErrorCode::BadInput, "the training files hold no text");
    const std::unordered_map<std::string, std::string> settings{
        {"model_type", "bpe"},
        {"vocab_size", std::to_string(options.vocabularySize)},
        {"hard_vocab_limit", "false"},
        {"character_coverage", "0.9985"},
        {"byte_fallback", "true"},
        {"split_digits", "true"},
        {"normalization_rule_name", "identity"},
        {"remove_extra_whitespaces", "false"},
        {"allow_whitespace_only_pieces", "true"},
        {"max_sentence_length", "4192"},
        {"pad_id", "0"},
        {"bos_id", "1"},
        {"eos_id", "2"},
        {"unk_id", "3"},
        {"pad_piece", "<pad>"},
        {"control_symbols", commaSeparated(options.controlPieces)},
        {"user_defined_symbols", "\n,\n\n"},
        {"num_threads", std::to_string(std::clamp(options.threads, 1, 64))},
        {"minloglevel", "4"},
    };
    std::string model;
    try {
        const auto status = sentencepiece::SentencePieceTrainer::Train(settings, &paragraphs, &model);
        if (paragraphs.failure())
            return *paragraphs.failure();
        if (paragraphs.cancelled())
            return makeError(ErrorCode::Cancelled, "training was cancelled");
        if (!status.ok() || model.empty())
            return makeError(
                ErrorCode::BadInput,
                "the tokenizer cannot be trained on these texts with a vocabulary of " +
                    std::to_string(options.vocabularySize) +
                    "; give more text where they are short, or a larger vocabulary where they have many "
                    "different characters",
                status.ToString());
    } catch (const std::exception& error) {
        return makeError(ErrorCode::Internal, "training the tokenizer failed", error.what());
    }
    if (progress)
        progress({"training", 1, 1, "models"});
    return model;
}

} // namespace memlong

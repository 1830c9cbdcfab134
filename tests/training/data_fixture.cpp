#include "tests/training/data_fixture.h"

#include <random>
#include <stdexcept>

#include "engine/text/sentencepiece_trainer.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

const char* const kWords[] = {"the",   "ship",   "captain", "island", "treasure", "under", "a",
                              "storm", "sailed", "with",    "old",    "map",      "and",   "night",
                              "found", "water",  "his",     "boy",    "of",       "waves", "was",
                              "to",    "in",     "gold",    "they",   "rum",      "parrot"};

} // namespace

std::string prose(unsigned seed, int words) {
    std::mt19937 random(seed);
    std::string text;
    for (int i = 0; i < words; ++i) {
        text += kWords[random() % std::size(kWords)];
        text += i % 11 == 10 ? ". " : " ";
    }
    return text;
}

const std::filesystem::path& smallTokenizer() {
    static const TemporaryFolder folder;
    static const std::filesystem::path path = [] {
        writeFile(folder / "corpus.txt", prose(1, 3000) +
                                             "\nIt was 1883; \"well\", said he - a quick brown fox jumps "
                                             "over the lazy dog!\n");
        TrainSentencePieceOptions options;
        options.texts = {{folder / "corpus.txt"}};
        options.vocabularySize = 400;
        options.threads = 1;
        const auto model = trainSentencePiece(options);
        if (!model)
            throw std::runtime_error(model.error().message + " " + model.error().detail);
        writeFile(folder / "tokenizer.model", *model);
        return folder / "tokenizer.model";
    }();
    return path;
}

PrepareOptions smallOptions(const std::vector<std::filesystem::path>& sources,
                            const std::filesystem::path& output) {
    PrepareOptions options;
    options.sources = sources;
    options.output = output;
    options.tokenizer = smallTokenizer();
    options.validationFraction = 0;
    options.shardTokens = 4096;
    return options;
}

} // namespace memlong::test

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

#include "engine/base/hash.h"
#include "engine/training/embedder/embedder_corpus.h"
#include "engine/training/embedder/embedder_training.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

/// Three trades with words of their own: text and questions about one share few words with the others.
struct Trade {
    const char* name;
    std::vector<const char*> workers, tools, places, goods;
};

const std::vector<Trade> kTrades{
    {"sea",
     {"sailor", "captain", "pilot", "fisherman"},
     {"anchor", "rudder", "net", "compass"},
     {"harbour", "reef", "deck", "island"},
     {"herring", "pearls", "salt", "coral"}},
    {"mill",
     {"miller", "baker", "farmer", "carter"},
     {"millstone", "sieve", "oven", "shovel"},
     {"granary", "field", "barn", "market"},
     {"flour", "bread", "barley", "oats"}},
    {"forge",
     {"smith", "armourer", "miner", "founder"},
     {"hammer", "bellows", "anvil", "tongs"},
     {"smithy", "pit", "furnace", "quarry"},
     {"iron", "swords", "horseshoes", "copper"}},
};

std::string sentence(const Trade& trade, std::mt19937& random) {
    const auto pick = [&](const std::vector<const char*>& words) {
        return std::string(words[random() % words.size()]);
    };
    switch (random() % 3) {
    case 0:
        return "The " + pick(trade.workers) + " took the " + pick(trade.tools) + " to the " +
               pick(trade.places) + ".";
    case 1:
        return "In the " + pick(trade.places) + " the " + pick(trade.workers) + " sold " + pick(trade.goods) +
               ".";
    default:
        return "Without the " + pick(trade.tools) + " nobody gets " + pick(trade.goods) + " here.";
    }
}

class EmbedderTraining : public testing::Test {
protected:
    void SetUp() override {
        std::mt19937 random(7);
        std::filesystem::create_directories(m_folder / "texts");
        std::filesystem::create_directories(m_folder / "qa/questions/train");
        std::filesystem::create_directories(m_folder / "qa/section-stories/train");
        for (const Trade& trade : kTrades) {
            std::string text;
            for (int i = 0; i < 400; ++i)
                text += sentence(trade, random) + (i % 8 == 7 ? "\n\n" : " ");
            test::writeFile(m_folder / "texts" / (std::string(trade.name) + ".txt"), text);
        }
        for (int story = 0; story < 4; ++story) {
            std::string sections = "section,text\n", questions = "question,cor_section\n";
            for (std::size_t t = 0; t < kTrades.size(); ++t) {
                const std::string number = std::to_string(t + 1);
                sections += number + ",\"" + sentence(kTrades[t], random) + " " +
                            sentence(kTrades[t], random) + "\"\n";
                questions += std::string("What did the ") + kTrades[t].workers[story] + " do with the " +
                             kTrades[t].tools[story] + "?," + number + "\n";
            }
            const std::string name = "story" + std::to_string(story);
            test::writeFile(m_folder / "qa/section-stories/train" / (name + "-story.csv"), sections);
            test::writeFile(m_folder / "qa/questions/train" / (name + "-questions.csv"), questions);
        }
    }

    EmbedderTrainingOptions options(const char* output) const {
        EmbedderTrainingOptions options;
        options.texts = {m_folder / "texts"};
        options.fairytaleQa = m_folder / "qa";
        options.output = m_folder / output;
        options.vocabularySize = 400;
        options.dimension = 32;
        options.queryRows = 64;
        options.steps = 200;
        options.questionSteps = 200;
        options.batch = 24;
        options.learningRate = 0.05;
        options.questionLearningRate = 0.02;
        options.heldOutStories = 0;
        return options;
    }

    test::TemporaryFolder m_folder;
};

float dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

TEST_F(EmbedderTraining, lowersTheLoss_andYieldsARetrieverThatRanks) {
    const auto report = trainEmbedder(options("out"), {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    EXPECT_EQ(report->questions, 12u);
    EXPECT_LT(report->lastLoss, 0.9 * report->firstLoss);
    EXPECT_LT(report->lastQuestionLoss, report->firstQuestionLoss);

    auto retriever = loadBuiltinRetriever(m_folder / "out");
    ASSERT_TRUE(retriever) << retriever.error().message;
    EXPECT_EQ((*retriever)->dimension(), 32);
    std::vector<std::string> passages;
    for (const Trade& trade : kTrades)
        passages.push_back(std::string("They keep ") + trade.goods[0] + " and " + trade.goods[1] +
                           " in the " + trade.places[0] + ".");
    const auto rows = (*retriever)->embedPassages(passages, {});
    ASSERT_TRUE(rows) << rows.error().message;
    for (std::size_t t = 0; t < kTrades.size(); ++t) {
        // No word of the question stands in the passage: what they share was learnt.
        const auto query = (*retriever)
                               ->embedQuery(std::string("Did the ") + kTrades[t].workers[1] + " use the " +
                                            kTrades[t].tools[1] + "?");
        ASSERT_TRUE(query) << query.error().message;
        for (std::size_t other = 0; other < kTrades.size(); ++other) {
            if (other == t)
                continue;
            EXPECT_GT(dot(*query, (*rows)[t].row(0)), dot(*query, (*rows)[other].row(0)))
                << kTrades[t].name << " against " << kTrades[other].name;
        }
    }
}

TEST_F(EmbedderTraining, givesTheSameFiles_withTheSameSeed) {
    for (const char* output : {"a", "b"})
        ASSERT_TRUE(trainEmbedder(options(output), {}, {}));
    for (const char* file : {"tokenizer.model", "model.safetensors"})
        EXPECT_EQ(*hashFile(m_folder.path() / "a" / file), *hashFile(m_folder.path() / "b" / file)) << file;
}

TEST_F(EmbedderTraining, leavesNothingBehind_whenStopped) {
    for (const char* unit : {"texts", "passages", "questions"}) {
        std::stop_source source;
        const auto report = trainEmbedder(
            options("stopped"),
            [&](const Progress& progress) {
                if (progress.unit == unit)
                    source.request_stop();
            },
            source.get_token());
        ASSERT_FALSE(report) << unit;
        EXPECT_EQ(report.error().code, ErrorCode::Cancelled) << unit;
        EXPECT_FALSE(std::filesystem::exists(m_folder / "stopped")) << unit;
    }
}

TEST_F(EmbedderTraining, refusesTextsThatAreTooFew) {
    EmbedderTrainingOptions few = options("out");
    few.texts = {m_folder / "none"};
    EXPECT_EQ(trainEmbedder(few, {}, {}).error().code, ErrorCode::NotFound);
    test::writeFile(m_folder / "short.txt", "One sentence.");
    few.texts = {m_folder / "short.txt"};
    EXPECT_FALSE(trainEmbedder(few, {}, {}));
    few.dimension = 0;
    EXPECT_EQ(trainEmbedder(few, {}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST(TokenizerLines, giveASmallLanguageMoreThanItsShare) {
    const test::TemporaryFolder folder;
    std::string english, russian;
    for (int i = 0; i < 4000; ++i)
        english += "The old man went down to the river with his two sons. ";
    for (int i = 0; i < 40; ++i)
        russian += "Старик пошёл к реке со своими двумя сыновьями. ";
    test::writeFile(folder / "en.txt", english);
    test::writeFile(folder / "ru.txt", russian);
    const std::vector<std::filesystem::path> files{folder / "en.txt", folder / "ru.txt"};
    const auto lines = tokenizerLines(files, 20'000);
    ASSERT_TRUE(lines) << lines.error().message;
    std::size_t bytes = 0, foreign = 0;
    for (const std::string& line : *lines) {
        bytes += line.size();
        foreign += static_cast<unsigned char>(line.front()) >= 0x80 ? line.size() : 0;
    }
    EXPECT_LE(bytes, 21'000u);
    // Of the texts it is a sixtieth, of their square roots a ninth.
    const double roots[] = {std::sqrt(static_cast<double>(english.size())),
                            std::sqrt(static_cast<double>(russian.size()))};
    EXPECT_NEAR(static_cast<double>(foreign) / static_cast<double>(bytes), roots[1] / (roots[0] + roots[1]),
                0.02);
}

} // namespace
} // namespace memlong

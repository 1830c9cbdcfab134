#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/training/prepare.h"
#include "engine/training/token_dataset.h"
#include "tests/support/test_support.h"
#include "tests/training/data_fixture.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;

std::vector<TokenId> documentIds(const TokenDataset& dataset, std::size_t index) {
    const DocumentSpan& span = dataset.documents().at(index);
    std::vector<TokenId> ids(span.end - span.begin);
    EXPECT_TRUE(dataset.read(span.begin, ids));
    return ids;
}

std::string jsonLine(const std::string& text, const std::string& field = "text") {
    return nlohmann::json{{field, text}}.dump() + "\n";
}

/// Every file of a dataset by name.
std::map<std::string, std::string> contentOf(const std::filesystem::path& folder) {
    std::map<std::string, std::string> content;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file())
            content[entry.path().filename().string()] = readText(entry.path());
    return content;
}

TEST(Prepare, documentsRoundTrip_withMarksAndBoundaries) {
    const TemporaryFolder folder;
    writeFile(folder / "a.txt", prose(1, 50) + "\n");
    writeFile(folder / "b.jsonl", jsonLine(prose(2, 20)) + "\n" + jsonLine(prose(3, 30)));
    const auto manifest =
        prepareDataset(smallOptions({folder / "a.txt", folder / "b.jsonl"}, folder / "out"));
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_TRUE(manifest->complete);
    EXPECT_EQ(manifest->problemCount, 0U);
    const auto dataset = TokenDataset::open(folder / "out", Split::Train);
    ASSERT_TRUE(dataset) << dataset.error().message;
    ASSERT_TRUE(dataset->verify());
    ASSERT_EQ(dataset->documents().size(), 3U);
    const auto tokenizer = *loadTokenizer(datasetTokenizer(folder / "out"));
    EXPECT_EQ(tokenizer->fingerprint(), dataset->tokenizerFingerprint());
    const auto ids = documentIds(*dataset, 1);
    EXPECT_EQ(ids.front(), tokenizer->bosId());
    EXPECT_EQ(ids.back(), tokenizer->eosId());
    EXPECT_EQ(tokenizer->decode(ids), prose(2, 20));
    EXPECT_EQ(manifest->tokens[0], dataset->tokens());
}

TEST(Prepare, sameTextTwice_isTakenOnce) {
    const TemporaryFolder folder;
    writeFile(folder / "a.jsonl", jsonLine(prose(1, 20)) + jsonLine(prose(1, 20)) + jsonLine(prose(2, 20)));
    const auto manifest = prepareDataset(smallOptions({folder / "a.jsonl"}, folder / "out"));
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->documents[0], 2U);
    EXPECT_EQ(manifest->duplicates, 1U);
}

TEST(Prepare, badLines_areListedAndPassedOver) {
    const TemporaryFolder folder;
    writeFile(folder / "a.jsonl", "{\"text\": 5}\nnot json\n" + jsonLine(prose(1, 20), "other") + "[]\n" +
                                      jsonLine(prose(2, 20)) + "{\"text\":\"\xff\xfe broken utf8 \"}\n");
    const auto manifest = prepareDataset(smallOptions({folder / "a.jsonl"}, folder / "out"));
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->documents[0], 1U);
    EXPECT_EQ(manifest->problemCount, 5U);
    EXPECT_THAT(manifest->problems.front(), HasSubstr("line 1"));
}

TEST(Prepare, compressedLines_giveTheSameTokens) {
    const TemporaryFolder folder;
    std::string lines;
    for (unsigned i = 0; i < 40; ++i)
        lines += jsonLine(prose(i, 200));
    writeFile(folder / "a.jsonl", lines);
    const std::string base = (folder / "a.jsonl").string();
    const auto plain = prepareDataset(smallOptions({base}, folder / "plain"));
    ASSERT_TRUE(plain);
    for (const std::string command : {"gzip -k ", "zstd -q -k ", "xz -k "}) {
        if (std::system((command + base + " 2>/dev/null").c_str()) != 0)
            continue;
        const std::string packed = base + (command[0] == 'g' ? ".gz" : command[0] == 'z' ? ".zst" : ".xz");
        const auto manifest = prepareDataset(smallOptions({packed}, folder / ("out" + command.substr(0, 2))));
        ASSERT_TRUE(manifest) << manifest.error().message;
        EXPECT_EQ(manifest->hash(), plain->hash()) << packed;
    }
}

TEST(Prepare, truncatedGzip_keepsWhatCouldBeReadAndSaysSo) {
    const TemporaryFolder folder;
    std::string lines;
    for (unsigned i = 0; i < 400; ++i)
        lines += jsonLine(prose(i, 100));
    writeFile(folder / "a.jsonl", lines);
    const std::string base = (folder / "a.jsonl").string();
    if (std::system(("gzip " + base).c_str()) != 0)
        GTEST_SKIP() << "no gzip here";
    const std::string packed = readText(base + ".gz");
    writeFile(base + ".gz", packed.substr(0, packed.size() / 2));
    const auto manifest = prepareDataset(smallOptions({base + ".gz"}, folder / "out"));
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_GE(manifest->problemCount, 1U);
}

TEST(Prepare, split_dependsOnContentAlone) {
    const TemporaryFolder folder;
    std::string forward, backward;
    for (unsigned i = 0; i < 300; ++i) {
        forward += jsonLine(prose(i, 10));
        backward += jsonLine(prose(299 - i, 10));
    }
    writeFile(folder / "a.jsonl", forward);
    writeFile(folder / "b.jsonl", backward);
    auto options = smallOptions({folder / "a.jsonl"}, folder / "out1");
    options.validationFraction = 0.2;
    const auto first = prepareDataset(options);
    options.sources = {folder / "b.jsonl"};
    options.output = folder / "out2";
    const auto second = prepareDataset(options);
    ASSERT_TRUE(first && second);
    EXPECT_GT(first->documents[1], 30U);
    EXPECT_LT(first->documents[1], 90U);
    EXPECT_EQ(first->documents[1], second->documents[1]);
    EXPECT_EQ(first->tokens[1], second->tokens[1]);
}

TEST(Prepare, validationSources_winOverTheirCopies) {
    const TemporaryFolder folder;
    writeFile(folder / "train.jsonl", jsonLine(prose(1, 20)) + jsonLine(prose(2, 20)));
    writeFile(folder / "held.jsonl", jsonLine(prose(2, 20)));
    auto options = smallOptions({folder / "train.jsonl"}, folder / "out");
    options.validationSources = {folder / "held.jsonl"};
    const auto manifest = prepareDataset(options);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->documents[0], 1U);
    EXPECT_EQ(manifest->documents[1], 1U);
    EXPECT_EQ(manifest->duplicates, 1U);
}

/// A run that is stopped at any moment and continued gives the same files as one that was not.
TEST(Prepare, stoppedAndContinued_equalsUninterrupted) {
    const TemporaryFolder folder;
    std::string lines = "broken\n";
    for (unsigned i = 0; i < 30; ++i)
        lines += jsonLine(prose(i % 25, 700));
    writeFile(folder / "a.jsonl", lines);
    writeFile(folder / "long.txt", prose(77, 60000));
    auto options = smallOptions({folder / "a.jsonl", folder / "long.txt"}, folder / "whole");
    options.validationFraction = 0.3;
    const auto whole = prepareDataset(options);
    ASSERT_TRUE(whole) << whole.error().message;
    ASSERT_GT(whole->shards[0].size(), 5U);

    options.output = folder / "parts";
    std::filesystem::create_directories(options.output);
    int interruptions = 0;
    for (;; ++interruptions) {
        ASSERT_LT(interruptions, 200);
        std::stop_source stop;
        const std::size_t before = contentOf(options.output).size();
        const auto watch = [&](const Progress&) {
            if (contentOf(options.output).size() > before + 1) // one more shard at least
                stop.request_stop();
        };
        const auto manifest = prepareDataset(options, watch, stop.get_token());
        if (manifest)
            break;
        ASSERT_EQ(manifest.error().code, ErrorCode::Cancelled) << manifest.error().message;
    }
    EXPECT_GE(interruptions, 1);
    EXPECT_EQ(contentOf(folder / "parts"), contentOf(folder / "whole"));
}

/// A kill between the shards and the manifest leaves shards that the manifest does not know.
TEST(Prepare, killedBeforeManifest_isRepaired) {
    const TemporaryFolder folder;
    writeFile(folder / "long.txt", prose(5, 20000));
    const auto options = smallOptions({folder / "long.txt"}, folder / "out");
    ASSERT_TRUE(prepareDataset(options));
    const auto expected = contentOf(folder / "out");
    auto manifest = *readManifest(folder / "out");
    // As it was after the first shard, with a damaged second one lying about.
    manifest.shards[0].resize(1);
    manifest.nextSource = manifest.nextDocument = 0;
    manifest.nextToken = manifest.shards[0][0].tokens;
    manifest.tokens[0] = manifest.sources[0].tokens = manifest.nextToken;
    manifest.documents[0] = manifest.sources[0].documents = 0;
    manifest.complete = false;
    ASSERT_TRUE(writeManifest(folder / "out", manifest));
    writeFile(folder / "out/train-00001.tokens", "half of a shard");
    ASSERT_TRUE(prepareDataset(options));
    EXPECT_EQ(contentOf(folder / "out"), expected);
}

TEST(Prepare, otherSettingsInTheSameFolder_areRefused) {
    const TemporaryFolder folder;
    writeFile(folder / "a.jsonl", jsonLine(prose(1, 20)));
    auto options = smallOptions({folder / "a.jsonl"}, folder / "out");
    ASSERT_TRUE(prepareDataset(options));
    options.validationFraction = 0.5;
    const auto refused = prepareDataset(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    options.restart = true;
    EXPECT_TRUE(prepareDataset(options));
}

TEST(Prepare, maxTokens_stopsEarly) {
    const TemporaryFolder folder;
    writeFile(folder / "long.txt", prose(5, 50000));
    auto options = smallOptions({folder / "long.txt"}, folder / "out");
    options.maxTokens = 10000;
    const auto manifest = prepareDataset(options);
    ASSERT_TRUE(manifest);
    EXPECT_TRUE(manifest->complete);
    EXPECT_GE(manifest->tokens[0], 10000U);
    EXPECT_LT(manifest->tokens[0], 15000U);
}

TEST(Prepare, missingSource_isNotFound) {
    const TemporaryFolder folder;
    const auto result = prepareDataset(smallOptions({folder / "nothing"}, folder / "out"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
}

TEST(Prepare, archiveOfRealBooks_startsInBoundedTime) {
    MEMLONG_TEST_DATA_OR_SKIP(archive, "books/en_train.tar.xz");
    const TemporaryFolder folder;
    auto options = smallOptions({archive}, folder / "out");
    options.maxTokens = 200000;
    options.shardTokens = 65536;
    const auto manifest = prepareDataset(options);
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_GE(manifest->documents[0], 1U);
    EXPECT_GE(manifest->tokens[0], 200000U);
}

} // namespace
} // namespace memlong::test

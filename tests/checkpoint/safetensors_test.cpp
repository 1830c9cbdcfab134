#include <cstring>

#include <gmock/gmock.h>

#include "engine/checkpoint/safetensors_writer.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using ::testing::HasSubstr;

/// A file with the given header text and `dataBytes` zero bytes.
std::string safetensors(const std::string& header, std::size_t dataBytes) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    return bytes + header + std::string(dataBytes, '\0');
}

Result<SafetensorsHeader> parse(const std::string& bytes) {
    return parseSafetensorsHeader(std::as_bytes(std::span(bytes)), bytes.size(), "x.safetensors");
}

std::string entry(const std::string& name, const std::string& shape, int begin, int end) {
    return "\"" + name + R"(":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":[)" +
           std::to_string(begin) + "," + std::to_string(end) + "]}";
}

TEST(Safetensors, writeThenRead_roundTrip) {
    const test::TemporaryFolder folder;
    const auto path = folder / "model.safetensors";
    const std::vector<float> values{1.0f, -2.5f, 3.25f, 0.0f, 7.0f, -8.0f};
    auto writer = SafetensorsWriter::create(
        path, {{"a", TensorType::F32, {2, 3}}, {"empty", TensorType::I8, {0, 4}}, {"b", TensorType::U8, {4}}},
        {{"format", "pt"}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(values).first(2)))); // in pieces
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(values).subspan(2))));
    ASSERT_TRUE(writer->append(std::as_bytes(std::span("abcd", 4))));
    EXPECT_FALSE(std::filesystem::exists(path)) << "appears only when complete";
    ASSERT_TRUE(writer->commit());

    const auto checkpoint = Checkpoint::open(path);
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    EXPECT_EQ(checkpoint->requireFloats("a", {2, 3}).value(), values);
    EXPECT_EQ(checkpoint->find("b")->bytes.size(), 4u);
    EXPECT_EQ(checkpoint->parameters(), 10u);
    EXPECT_EQ(checkpoint->metadata().at("format"), "pt");
}

TEST(Safetensors, abandonedWriter_leavesNothing) {
    const test::TemporaryFolder folder;
    { ASSERT_TRUE(SafetensorsWriter::create(folder / "m.safetensors", {{"a", TensorType::F32, {2}}})); }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Safetensors, incompleteWriter_doesNotCommit) {
    const test::TemporaryFolder folder;
    auto writer = SafetensorsWriter::create(folder / "m.safetensors", {{"a", TensorType::F32, {2}}});
    ASSERT_TRUE(writer);
    EXPECT_FALSE(writer->commit());
}

TEST(Safetensors, contradictions_areCorrupt) {
    const struct {
        std::string bytes;
        const char* says;
    } cases[] = {
        {"", "too short"},
        {std::string(8, '\xff'), "not a safetensors file"},
        {safetensors("{}", 0).substr(0, 9), "truncated inside its header"},
        {safetensors("[1]", 0), "not a JSON object"},
        {safetensors("{\"a\":", 0), "not valid JSON"},
        {safetensors("{\"a\":{}}", 0), "no dtype"},
        {safetensors("{" + entry("a", "[2]", 0, 4) + "}", 8), "offsets say otherwise"},
        {safetensors("{" + entry("a", "[2]", 8, 0) + "}", 8), "offsets say otherwise"},
        {safetensors("{" + entry("a", "[4]", 0, 16) + "}", 8), "truncated"},
        {safetensors("{" + entry("a", "[-2]", 0, 8) + "}", 8), "not a list of sizes"},
        {safetensors("{" + entry("a", "[4611686018427387904, 8]", 0, 8) + "}", 8), "impossible shape"},
        {safetensors("{" + entry("a", "[2]", 0, 8) + "," + entry("b", "[2]", 4, 12) + "}", 12), "overlap"},
        {safetensors(std::string(100, '[') + std::string(100, ']'), 0), "not a JSON object"},
    };
    for (const auto& item : cases) {
        const auto header = parse(item.bytes);
        ASSERT_FALSE(header) << item.says;
        EXPECT_EQ(header.error().code, ErrorCode::Corrupt) << item.says;
        EXPECT_THAT(header.error().message, HasSubstr(item.says));
        EXPECT_THAT(header.error().message, HasSubstr("x.safetensors"));
    }
}

TEST(Safetensors, unknownElementType_isUnsupported) {
    const auto header =
        parse(safetensors(R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", 1));
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code, ErrorCode::UnsupportedVersion);
}

TEST(Checkpoint, missingAndMisshapenTensors_areNamed) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "model.safetensors", safetensors("{" + entry("a", "[2]", 0, 8) + "}", 8));
    const auto checkpoint = Checkpoint::open(folder.path());
    ASSERT_TRUE(checkpoint);
    const auto missing = checkpoint->require("model.norm.weight", {4});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("lacks the tensor \"model.norm.weight\" [4]"));
    const auto misshapen = checkpoint->require("a", {3});
    ASSERT_FALSE(misshapen);
    EXPECT_THAT(misshapen.error().message, HasSubstr("should have the shape [3] but has [2]"));
}

TEST(Checkpoint, shards_areFoundThroughTheIndex) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "one.safetensors", safetensors("{" + entry("a", "[1]", 0, 4) + "}", 4));
    test::writeFile(folder / "two.safetensors", safetensors("{" + entry("b", "[1]", 0, 4) + "}", 4));
    test::writeFile(folder / "model.safetensors.index.json",
                    R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})");
    const auto checkpoint = Checkpoint::open(folder.path());
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    EXPECT_NE(checkpoint->find("a"), nullptr);
    EXPECT_NE(checkpoint->find("b"), nullptr);

    std::filesystem::remove(folder / "two.safetensors");
    EXPECT_EQ(Checkpoint::open(folder.path()).error().code, ErrorCode::NotFound);
}

TEST(Checkpoint, shardOutsideTheFolder_isRefused) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "model.safetensors.index.json", R"({"weight_map":{"a":"../one.safetensors"}})");
    const auto checkpoint = Checkpoint::open(folder.path());
    ASSERT_FALSE(checkpoint);
    EXPECT_THAT(checkpoint.error().message, HasSubstr("outside its folder"));
}

TEST(Checkpoint, infiniteValues_areRefused) {
    const test::TemporaryFolder folder;
    std::string bytes = safetensors("{" + entry("a", "[2]", 0, 8) + "}", 8);
    const float infinity = INFINITY;
    std::memcpy(bytes.data() + bytes.size() - 4, &infinity, 4);
    test::writeFile(folder / "model.safetensors", bytes);
    const auto values = Checkpoint::open(folder.path()).value().requireFloats("a", {2});
    ASSERT_FALSE(values);
    EXPECT_THAT(values.error().message, HasSubstr("NaN or infinity"));
}

TEST(Checkpoint, fingerprint_followsNamesAndBytes) {
    const test::TemporaryFolder folder;
    const auto write = [&](const std::string& name, char last) {
        std::string bytes = safetensors("{" + entry(name, "[2]", 0, 8) + "}", 8);
        bytes.back() = last;
        test::writeFile(folder / "model.safetensors", bytes);
        return Checkpoint::open(folder.path()).value().fingerprint();
    };
    const std::string first = write("a", 1);
    EXPECT_EQ(write("a", 1), first);
    EXPECT_NE(write("a", 2), first);
    EXPECT_NE(write("b", 1), first);
}

} // namespace
} // namespace memlong

#include <cmath>
#include <csignal>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/checkpoint/config_reader.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/quantize_checkpoint.h"
#include "engine/checkpoint/random_checkpoint.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using ::testing::HasSubstr;

class Quantize : public ::testing::Test {
protected:
    Quantize() {
        EXPECT_TRUE(
            writeRandomCheckpoint(*namedConfig("tiny"), 1, TensorType::F32, m_folder / "a", nullptr, {}));
        test::writeFile(m_folder / "a" / "tokenizer_config.json", "{}");
    }
    Result<QuantizeReport> quantize(const std::string& precision, const std::string& source = "a",
                                    const std::string& output = "b") const {
        return quantizeCheckpoint({m_folder / source, m_folder / output, precision}, nullptr, {});
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(m_folder.path()), fs::directory_iterator()));
    }

    TemporaryFolder m_folder;
};

TEST_F(Quantize, int8_isWithinHalfAStepOfEveryWeight) {
    const auto report = quantize("int8");
    ASSERT_TRUE(report) << report.error().message;
    const ModelConfig config = loadModelConfig(m_folder / "b").value();
    const Checkpoint source = Checkpoint::open(m_folder / "a").value();
    const Checkpoint copy = Checkpoint::open(m_folder / "b").value();
    EXPECT_TRUE(checkTensors(config, copy));
    EXPECT_EQ(storedPrecision(copy), "int8");
    EXPECT_EQ(report->bytes, copy.bytes());
    EXPECT_LT(report->bytes, report->sourceBytes);
    EXPECT_LE(report->largestError, 0.5 / 127 + 1e-6);
    int matrices = 0;
    for (const ExpectedTensor& tensor : expectedTensors(config)) {
        const TensorView view = copy.require(tensor.name, tensor.shape).value();
        if (!tensor.product()) {
            EXPECT_EQ(view.type, tensor.shape.size() == 2 ? TensorType::Bf16 : TensorType::F32)
                << tensor.name;
            continue;
        }
        ++matrices;
        ASSERT_EQ(view.type, TensorType::I8) << tensor.name;
        const auto wanted = source.requireFloats(tensor.name, tensor.shape).value();
        const auto scales = copy.requireFloats(scalesName(tensor.name), {tensor.shape[0]}).value();
        const auto columns = static_cast<std::size_t>(tensor.shape[1]);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto code = static_cast<std::int8_t>(view.bytes[i]);
            const float scale = scales[i / columns];
            ASSERT_NE(code, -128);
            ASSERT_LE(std::abs(code * scale - wanted[i]), 0.5001f * scale) << tensor.name << ' ' << i;
        }
    }
    EXPECT_GT(matrices, 0);
}

TEST_F(Quantize, config_tellsSourceAndScheme_andOtherFilesComeAlong) {
    ASSERT_TRUE(quantize("int8"));
    const std::string text = test::readText(m_folder / "b" / "config.json");
    const ConfigReader config = ConfigReader::parse(text, "config.json").value();
    EXPECT_EQ(config.object("quantization_config").integer("bits", 0, 0, 64), 8);
    EXPECT_EQ(config.object("memlong_source").text("name", ""), "a");
    EXPECT_EQ(config.object("memlong_source").text("fingerprint", ""),
              Checkpoint::open(m_folder / "a").value().fingerprint());
    EXPECT_TRUE(fs::exists(m_folder / "b" / "tokenizer_config.json"));
    EXPECT_EQ(entries(), 2U);
}

TEST_F(Quantize, sixteenBits_areThoseOfTheConversion) {
    for (const auto& [precision, type] :
         {std::pair("bf16", TensorType::Bf16), std::pair("f16", TensorType::F16)}) {
        ASSERT_TRUE(quantize(precision, "a", precision));
        const Checkpoint source = Checkpoint::open(m_folder / "a").value();
        const Checkpoint copy = Checkpoint::open(m_folder / precision).value();
        EXPECT_EQ(storedPrecision(copy), precision);
        for (const auto& [name, tensor] : source.tensors()) {
            const auto wanted = source.requireFloats(name, tensor.shape).value();
            std::vector<std::byte> bytes(wanted.size() * 2);
            convertFromFloat(type, wanted, bytes);
            const TensorView found = copy.require(name, tensor.shape).value();
            ASSERT_EQ(found.bytes.size(), bytes.size());
            EXPECT_EQ(std::memcmp(found.bytes.data(), bytes.data(), bytes.size()), 0) << name;
        }
    }
}

TEST_F(Quantize, whatCannotBeDone_isRefusedAndLeavesNothing) {
    EXPECT_THAT(quantize("int8", "a", "a").error().message, HasSubstr("the model itself"));
    EXPECT_THAT(quantize("int4").error().message, HasSubstr("known are int8"));
    test::writeFile(m_folder / "used" / "x", "x");
    EXPECT_THAT(quantize("int8", "a", "used").error().message, HasSubstr("exists already"));
    ASSERT_TRUE(quantize("int8"));
    EXPECT_THAT(quantize("int8", "b", "c").error().message, HasSubstr("int8 already"));
    test::writeFile(m_folder / "a" / "adapter_config.json", "{}");
    EXPECT_THAT(quantize("int8", "a", "c").error().message, HasSubstr("adapter"));
    EXPECT_EQ(entries(), 3U); // a, b, used
}

TEST_F(Quantize, valuesTooLargeForF16_areBadInput) {
    const ModelConfig config = loadModelConfig(m_folder / "a").value();
    std::vector<SafetensorsWriter::Declaration> declarations;
    for (const ExpectedTensor& tensor : expectedTensors(config))
        declarations.push_back({tensor.name, TensorType::F32, tensor.shape});
    auto writer = SafetensorsWriter::create(m_folder / "a" / "model.safetensors", declarations).value();
    for (const auto& declaration : declarations) {
        std::int64_t count = 1;
        for (const std::int64_t extent : declaration.shape)
            count *= extent;
        const std::vector<float> values(static_cast<std::size_t>(count), 1e5f);
        ASSERT_TRUE(writer.append(std::as_bytes(std::span(values))));
    }
    ASSERT_TRUE(writer.commit());
    const auto report = quantize("f16");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::BadInput);
    EXPECT_THAT(report.error().message, HasSubstr("too large for f16"));
    EXPECT_EQ(entries(), 1U);
}

TEST_F(Quantize, stopped_orWithoutRoom_leavesNothing) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped =
        quantizeCheckpoint({m_folder / "a", m_folder / "b", "int8"}, nullptr, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(entries(), 1U);

    const auto handler = std::signal(SIGXFSZ, SIG_IGN); // writing fails then, as on a full disk
    rlimit old{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
    const rlimit tight{20000, old.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto full = quantize("int8");
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::Io);
    EXPECT_EQ(entries(), 1U);
}

} // namespace
} // namespace memlong

// memlong model download, from a hub on this machine.
#include <csignal>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/model_hub.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Download : public CliTest {
protected:
    Download() { m_environment["HF_ENDPOINT"] = m_hub.address(); }

    std::string m_weights = file("hub/model.safetensors", std::string(1'000'000, 'w'));
    ModelHub m_hub{m_folder / "hub", kHostile};
};

TEST_F(Download, list_saysWhatWouldCome) {
    const Outcome list = memlong({"model", "download", "acme/tiny", "--list"});
    EXPECT_EQ(list.exitCode, 0) << list.err;
    EXPECT_THAT(list.out, HasSubstr("model.safetensors"));
    EXPECT_THAT(list.out, Not(HasSubstr("\x1b[31m"))); // the licence is a stranger's text
    const Json json = this->json({"model", "download", "acme/tiny", "--list"});
    EXPECT_EQ(json.at("licence"), kHostile);
    EXPECT_EQ(json.at("files").at(0).at("sha256"), sha256Of(m_weights));
    EXPECT_EQ(json.at("bytes"), 1'000'000);
}

TEST_F(Download, unknownModel_isNotFound) {
    EXPECT_EQ(memlong({"model", "download", "nobody/nothing", "--list"}).exitCode, 4);
}

TEST_F(Download, wrongUsage_isRefused) {
    EXPECT_EQ(memlong({"model", "download"}).exitCode, 2);
    EXPECT_EQ(memlong({"model", "download", "acme/tiny", "--list", "--discard"}).exitCode, 2);
}

TEST_F(Download, ctrlC_keepsWhatArrivedUntilItIsDiscarded) {
    m_hub.slow = true;
    Process process(program(), with({"model", "download", "acme/tiny"}), environment(), true);
    ASSERT_TRUE(process.waitFor("downloading"));
    process.signal(SIGINT);
    const Outcome outcome = process.finish();
    EXPECT_EQ(outcome.exitCode, 130);
    EXPECT_THAT(outcome.out, HasSubstr("--discard removes it"));

    const auto kept = dataFolder() / "downloads/acme+tiny@main";
    EXPECT_TRUE(std::filesystem::exists(kept));
    EXPECT_EQ(memlong({"model", "download", "acme/tiny", "--discard"}).exitCode, 0);
    EXPECT_FALSE(std::filesystem::exists(kept));
    EXPECT_EQ(memlong({"model", "download", "acme/tiny", "--discard"}).exitCode, 0);
}

} // namespace
} // namespace memlong::test

// Memory while a large text is read: MEMLONG_LARGE_TEXT_BYTES of it.
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace memlong::test {
namespace {

class LargeText : public CliTest {};

TEST_F(LargeText, memory_doesNotGrowWithTheText) {
    constexpr std::size_t kBytes = MEMLONG_LARGE_TEXT_BYTES;
    constexpr long kMostKilobytes = 250'000; // whatever the size: 122 MB were seen for 200 MB of text
    const auto path = m_folder / "large.txt";
    {
        std::ofstream file(path, std::ios::binary);
        std::size_t written = 0;
        for (std::size_t i = 0; written < kBytes; ++i) {
            const std::string line = "Line " + std::to_string(i) + ": the ship's log of day " +
                                     std::to_string(i % 3650) +
                                     " tells of wind from the west and of fair weather for fishing.\n";
            file << line;
            written += line.size();
        }
    }
    const Outcome outcome = memlong({"ingest", "--session", "s", path.string()});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_LT(outcome.peakKilobytes, kMostKilobytes);
    RecordProperty("peak_kilobytes", static_cast<int>(outcome.peakKilobytes));
    std::printf("peak %ld MB; %s", outcome.peakKilobytes / 1000, outcome.out.c_str());
}

} // namespace
} // namespace memlong::test

// Memory while a large text is read: MEMLONG_LARGE_TEXT_BYTES of it.
#include <fstream>

#include <gtest/gtest.h>

#include "tests/cli/process.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

TEST(LargeText, memory_doesNotGrowWithTheText) {
    constexpr std::size_t kBytes = MEMLONG_LARGE_TEXT_BYTES;
    constexpr long kMostKilobytes = 250'000; // whatever the size: 122 MB were seen for 200 MB of text
    const TemporaryFolder folder;
    {
        std::ofstream file(folder / "large.txt", std::ios::binary);
        std::size_t written = 0;
        for (std::size_t i = 0; written < kBytes; ++i) {
            const std::string line = "Line " + std::to_string(i) + ": the ship's log of day " +
                                     std::to_string(i % 3650) +
                                     " tells of wind from the west and of fair weather for fishing.\n";
            file << line;
            written += line.size();
        }
    }
    const Outcome outcome = run(MEMLONG_PROGRAM,
                                {"--data-dir", (folder / "data").string(), "ingest", "--session", "s",
                                 (folder / "large.txt").string()},
                                "", {{"MEMLONG_RESOURCES", (sourceFolder() / "resources").string()}});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_LT(outcome.peakKilobytes, kMostKilobytes);
    RecordProperty("peak_kilobytes", static_cast<int>(outcome.peakKilobytes));
    std::printf("peak %ld MB; %s", outcome.peakKilobytes / 1000, outcome.out.c_str());
}

} // namespace
} // namespace memlong::test

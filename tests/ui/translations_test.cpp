// Every text of the program has a German and a Chinese translation.
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

class Translations : public ::testing::TestWithParam<const char*> {};

TEST_P(Translations, areComplete) {
    const std::string text = readText(sourceFolder() / "resources/translations" / GetParam());
    EXPECT_GT(text.size(), 1000u);
    EXPECT_EQ(text.find("type=\"unfinished\""), std::string::npos);
    EXPECT_EQ(text.find("<translation />"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Languages, Translations, ::testing::Values("memlong_de.ts", "memlong_zh_CN.ts"));

} // namespace
} // namespace memlong::test

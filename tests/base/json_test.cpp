#include "engine/base/json.h"

#include <gtest/gtest.h>

namespace memlong {
namespace {

std::string nested(int depth) {
    std::string text = "1";
    for (int i = 0; i < depth; ++i)
        text = "{\"a\":" + text + "}";
    return text;
}

TEST(JsonObject, readsAnObject) {
    const auto json = parseJsonObject("{\"a\": [1, 2]}", "x.json");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->at("a").size(), 2u);
    EXPECT_TRUE(parseJsonObject(nested(60), "x.json"));
}

TEST(JsonObject, refusesEverythingElse_andNamesTheFile) {
    for (const std::string& text :
         {std::string(), std::string("[1]"), std::string("{\"a\": 1"), std::string("{\"a\": \"\xff\"}"),
          std::string("{} {}"), nested(100), std::string(200000, '[')}) {
        const auto json = parseJsonObject(text, "folder/x.json");
        ASSERT_FALSE(json) << text.substr(0, 40);
        EXPECT_EQ(json.error().code, ErrorCode::Corrupt);
        EXPECT_NE(json.error().message.find("folder/x.json"), std::string::npos) << json.error().message;
    }
}

TEST(JsonObject, fileThatIsNotThere_isNotFound) {
    const auto json = readJsonObject("/nowhere/x.json");
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong

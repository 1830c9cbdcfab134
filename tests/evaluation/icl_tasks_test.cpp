#include <gtest/gtest.h>

#include "engine/evaluation/icl.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

TEST(IclTasks, fiveTasks_haveTheirLabels) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "benchmarks/icl");
    const auto tasks = readIclTasks(data);
    ASSERT_TRUE(tasks) << tasks.error().message;
    ASSERT_EQ(tasks->size(), 5u);
    for (const IclTask& task : *tasks) {
        EXPECT_GT(task.train.size(), 800u) << task.name;
        EXPECT_GT(task.test.size(), 200u) << task.name;
        std::vector<int> counts(task.labelWords.size());
        for (const IclExample& example : task.test)
            ++counts[static_cast<std::size_t>(example.label)];
        for (const int count : counts)
            EXPECT_GT(count, 0) << task.name;
    }
    EXPECT_EQ(readIclTasks(data / "mr").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong

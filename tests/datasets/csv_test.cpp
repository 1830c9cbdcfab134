#include <gtest/gtest.h>

#include "engine/datasets/csv.h"

namespace memlong {
namespace {

TEST(Csv, readsQuotesCommasAndLineEndsInCells) {
    const CsvTable table =
        parseCsv("\xEF\xBB\xBFsection,text\r\n1,\"He said \"\"yes\"\",\nand left\"\r\n2,last");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.cell(0, "section"), "1");
    EXPECT_EQ(table.cell(0, "text"), "He said \"yes\",\nand left");
    EXPECT_EQ(table.cell(1, "text"), "last");
    EXPECT_EQ(table.cell(1, "none"), "");
    EXPECT_EQ(table.cell(9, "text"), "");
}

} // namespace
} // namespace memlong

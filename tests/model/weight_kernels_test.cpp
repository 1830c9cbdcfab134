#include "engine/model/weight_kernels.h"

#include <array>
#include <cmath>
#include <ostream>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/checkpoint/tensor_type.h"

namespace memlong {
namespace {

struct Case {
    WeightFormat format;
    std::int64_t rows, columns, tokens;
};

void PrintTo(const Case& c, std::ostream* out) { // CTest takes it into the test's name
    constexpr std::array kFormats{"bf16", "f16", "int8"};
    *out << kFormats.at(static_cast<std::size_t>(c.format)) << '-' << c.rows << 'x' << c.columns << 'x'
         << c.tokens;
}

class WeightKernels : public ::testing::TestWithParam<Case> {};

TEST_P(WeightKernels, fastProduct_equalsReference) {
    const Case& c = GetParam();
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
    std::vector<std::uint16_t> halves(static_cast<std::size_t>(c.rows * c.columns));
    std::vector<std::int8_t> codes(halves.size());
    std::vector<float> scales(static_cast<std::size_t>(c.rows)),
        x(static_cast<std::size_t>(c.tokens * c.columns));
    for (std::size_t i = 0; i < halves.size(); ++i) {
        const float value = uniform(random);
        halves[i] = c.format == WeightFormat::Bf16 ? floatToBf16(value) : floatToF16(value);
        codes[i] = static_cast<std::int8_t>(std::lround(value * 127));
    }
    for (float& scale : scales)
        scale = std::abs(uniform(random)) * 0.1f;
    for (float& value : x)
        value = uniform(random);
    NarrowMatrix matrix{c.format, halves.data(), nullptr, c.columns};
    if (c.format == WeightFormat::Int8)
        matrix = {c.format, codes.data(), scales.data(), c.columns};

    const auto size = static_cast<std::size_t>(c.rows * c.tokens);
    std::vector<float> expected(size, -7.0f), found(size, -7.0f);
    const std::int64_t begin = c.rows > 2 ? 1 : 0; // a range inside the matrix; the rest stays untouched
    multiplyRowsReference(matrix, begin, c.rows, x.data(), c.tokens, expected.data(), c.rows);
    multiplyRows(matrix, begin, c.rows, x.data(), c.tokens, found.data(), c.rows);
    for (std::size_t i = 0; i < size; ++i)
        ASSERT_NEAR(found[i], expected[i], 1e-5 * std::sqrt(static_cast<double>(c.columns))) << i;

    // Widening agrees with the product by unit vectors, that is, with the reference.
    std::vector<float> wide(static_cast<std::size_t>(c.rows * c.columns));
    widenRows(matrix, 0, c.rows, wide.data());
    std::vector<float> unit(static_cast<std::size_t>(c.columns)), column(static_cast<std::size_t>(c.rows));
    for (const std::int64_t j : {std::int64_t{0}, c.columns / 2, c.columns - 1}) {
        std::fill(unit.begin(), unit.end(), 0.0f);
        unit[static_cast<std::size_t>(j)] = 1.0f;
        multiplyRowsReference(matrix, 0, c.rows, unit.data(), 1, column.data(), c.rows);
        for (std::int64_t row = 0; row < c.rows; ++row)
            ASSERT_FLOAT_EQ(wide[static_cast<std::size_t>(row * c.columns + j)],
                            column[static_cast<std::size_t>(row)]);
    }
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const WeightFormat format : {WeightFormat::Bf16, WeightFormat::F16, WeightFormat::Int8})
        for (const std::int64_t columns : {1, 7, 8, 31, 32, 100, 256, 1000})
            for (std::int64_t tokens = 1; tokens <= kMaxMatVecTokens; ++tokens)
                all.push_back({format, 5, columns, tokens});
    return all;
}

INSTANTIATE_TEST_SUITE_P(Shapes, WeightKernels, ::testing::ValuesIn(cases()));

} // namespace
} // namespace memlong

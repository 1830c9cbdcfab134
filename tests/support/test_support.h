// What every test may need: temporary folders, the repository's fixtures and the optional test data.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace memlong::test {

/// A fresh folder, removed with everything in it on destruction.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// The root of the source tree.
std::filesystem::path sourceFolder();

/// A file or folder of the large test data (books, PDFs, benchmarks), which lives outside the repository in
/// $MEMLONG_TEST_DATA or ../shared/data; nothing when it is absent.
std::optional<std::filesystem::path> testData(const std::string& relativePath);

void writeFile(const std::filesystem::path& path, const std::string& content);
std::string readText(const std::filesystem::path& path);

/// A code point as UTF-8.
std::string utf8(char32_t c);

} // namespace memlong::test

/// Declares `name` as the path of a piece of test data, or skips the test with the reason.
#define MEMLONG_TEST_DATA_OR_SKIP(name, relativePath)                                                        \
    const auto name##Found = ::memlong::test::testData(relativePath);                                        \
    if (!name##Found)                                                                                        \
        GTEST_SKIP() << "test data absent: " << (relativePath) << " (set MEMLONG_TEST_DATA)";                \
    const std::filesystem::path name = *name##Found

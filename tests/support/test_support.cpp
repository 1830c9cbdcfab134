#include "tests/support/test_support.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace memlong::test {

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "memlong-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("cannot make a temporary folder");
    m_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::filesystem::path sourceFolder() { return MEMLONG_SOURCE_DIR; }

std::optional<std::filesystem::path> testData(const std::string& relativePath) {
    const char* configured = std::getenv("MEMLONG_TEST_DATA");
    const std::filesystem::path root =
        configured != nullptr ? std::filesystem::path(configured) : sourceFolder() / "../shared/data";
    const auto path = root / relativePath;
    return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

void writeFile(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file)
        throw std::runtime_error("cannot write " + path.string());
}

std::string readText(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace memlong::test

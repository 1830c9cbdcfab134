#include "app/services/folders.h"

#include <cerrno>
#include <cstdlib>

#include <pwd.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/utf8.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 100;      // characters
constexpr std::size_t kLongestNameBytes = 240; // what file systems take, with room for a suffix

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

Result<fs::path> defaultDataFolder() {
    if (const fs::path xdg = environment("XDG_DATA_HOME"); xdg.is_absolute())
        return xdg / "memlong";
    fs::path home = environment("HOME");
    if (!home.is_absolute())
        if (const passwd* user = ::getpwuid(::getuid()); user != nullptr && user->pw_dir != nullptr)
            home = user->pw_dir;
    if (!home.is_absolute())
        return makeError(ErrorCode::InvalidArgument,
                         "there is no home folder; name a data folder with --data-dir");
    return home / ".local/share/memlong";
}

fs::path defaultResources() {
    if (const fs::path named = environment("MEMLONG_RESOURCES"); !named.empty())
        return named;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& candidate : {program / "../../../resources", program / "../share/memlong"})
        if (fs::is_directory(candidate / "models", error))
            return fs::weakly_canonical(candidate, error);
    return program / "../share/memlong";
}

bool isNameCharacter(UChar32 c) {
    if (c == ' ' || c == '.' || c == '-' || c == '_')
        return true;
    constexpr std::uint32_t kLettersAndDigits = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
    return (U_GET_GC_MASK(c) & kLettersAndDigits) != 0;
}

} // namespace

Result<Folders> findFolders(const ApplicationOptions& options) {
    Folders folders;
    if (options.dataFolder.empty()) {
        MEMLONG_ASSIGN(folders.data, defaultDataFolder());
    } else {
        std::error_code error;
        folders.data = fs::absolute(options.dataFolder, error);
        if (error)
            folders.data = options.dataFolder;
    }
    folders.resources = options.resourcesFolder.empty() ? defaultResources() : options.resourcesFolder;
    return folders;
}

Result<void> makeWritableFolder(const fs::path& folder) {
    const auto denied = [&](int reason, const char* action) {
        Error error = systemError(reason, action, folder);
        error.code = ErrorCode::Io;
        error.message += "; another data folder is chosen with --data-dir";
        return error;
    };
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return denied(error.value(), "make the folder");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return denied(errno, "write to");
    return {};
}

Result<void> checkName(const std::string& name, const std::string& what) {
    const auto refuse = [&](const std::string& why) {
        return makeError(ErrorCode::InvalidArgument, "\"" + name + "\" cannot be the name of a " + what +
                                                         ": " + why +
                                                         "; use letters, digits, spaces, '.', '-' and '_'");
    };
    if (name.empty())
        return makeError(ErrorCode::InvalidArgument, "the name of the " + what + " is empty");
    if (!isValidUtf8(name))
        return makeError(ErrorCode::InvalidArgument, "the name of the " + what + " is not valid UTF-8");
    if (name.front() == '.')
        return refuse("it begins with a dot");
    if (name.front() == ' ' || name.back() == ' ')
        return refuse("it begins or ends with a space");
    if (countCodePoints(name) > kLongestName || name.size() > kLongestNameBytes)
        return refuse("it is longer than " + std::to_string(kLongestName) + " characters");
    const auto* bytes = reinterpret_cast<const uint8_t*>(name.data());
    const auto length = static_cast<int32_t>(name.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, length, c);
        if (!isNameCharacter(c))
            return refuse("it holds a character that is not allowed");
    }
    return {};
}

} // namespace memlong

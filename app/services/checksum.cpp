#include "app/services/checksum.h"

#include <cerrno>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::size_t kBlockBytes = 1U << 20;

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Result<std::string> digest(const EVP_MD* kind, const std::string& prefix, const std::filesystem::path& path,
                           const std::function<void(std::uint64_t)>& onBytes, const std::stop_token& stop) {
    const Error broken = makeError(ErrorCode::Internal, "checksums cannot be computed on this computer");
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    if (!context || EVP_DigestInit_ex(context.get(), kind, nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), prefix.data(), prefix.size()) != 1)
        return broken;
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return systemError(errno ? errno : EIO, "read", path);
    std::vector<char> block(kBlockBytes);
    while (file) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "checking " + path.string() + " was stopped");
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto got = static_cast<std::size_t>(file.gcount());
        if (EVP_DigestUpdate(context.get(), block.data(), got) != 1)
            return broken;
        if (onBytes)
            onBytes(got);
    }
    if (file.bad())
        return systemError(errno ? errno : EIO, "read", path);
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context.get(), bytes, &size) != 1)
        return broken;
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += kDigits[bytes[i] >> 4];
        hex += kDigits[bytes[i] & 15];
    }
    return hex;
}

} // namespace

Result<std::string> sha256OfFile(const std::filesystem::path& path,
                                 const std::function<void(std::uint64_t)>& onBytes,
                                 const std::stop_token& stop) {
    return digest(EVP_sha256(), {}, path, onBytes, stop);
}

Result<std::string> gitHashOfFile(const std::filesystem::path& path, const std::stop_token& stop) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error)
        return systemError(error.value(), "read", path);
    std::string prefix = "blob " + std::to_string(size);
    prefix.push_back('\0');
    return digest(EVP_sha1(), prefix, path, {}, stop);
}

} // namespace memlong

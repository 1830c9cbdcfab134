// memlong-pdf-worker: reads one PDF for memlong over the socket on its standard input, so that a file which
// hangs, crashes or exhausts memory in a PDF library takes down this process only.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/documents/worker/pdf_file.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMLONG_WORKER_SANITIZED 1
#else
#define MEMLONG_WORKER_SANITIZED 0
#endif

namespace {

using namespace memlong::pdf;

constexpr int kSocket = 0;
constexpr rlim_t kMemoryLimitBytes = rlim_t{2} << 30;
constexpr rlim_t kPageCpuSeconds = 20;
constexpr rlim_t kRecognitionCpuSeconds = 600;

bool receiveAll(char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::recv(kSocket, data, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

void limit(decltype(RLIMIT_AS) resource, rlim_t value) {
    rlimit limits{};
    ::getrlimit(resource, &limits);
    limits.rlim_cur = limits.rlim_max == RLIM_INFINITY ? value : std::min(value, limits.rlim_max);
    ::setrlimit(resource, &limits);
}

void allowCpuSeconds(rlim_t seconds) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    limit(RLIMIT_CPU, static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1);
}

std::optional<std::string> receiveFrame() {
    std::uint32_t size = 0;
    if (!receiveAll(reinterpret_cast<char*>(&size), sizeof size) || size > kMaxFrameBytes)
        return std::nullopt;
    std::string payload(size, '\0');
    if (!receiveAll(payload.data(), size))
        return std::nullopt;
    return payload;
}

int drawPages(PdfFile& file, int pages) {
    while (const auto payload = receiveFrame()) {
        const auto request = decodePictureRequest(*payload);
        if (!request || request->page < 1 || request->page > pages)
            return EXIT_FAILURE;
        allowCpuSeconds(kPageCpuSeconds);
        if (!sendFrame(kSocket, encode(file.picture(*request))))
            return EXIT_SUCCESS;
    }
    return EXIT_SUCCESS; // nobody looks any more
}

int work() {
    const auto payload = receiveFrame();
    if (!payload)
        return EXIT_FAILURE;
    const auto request = decodeOpenRequest(*payload);
    if (!request)
        return EXIT_FAILURE;
    const rlim_t cpuSeconds = request->ocr ? kRecognitionCpuSeconds : kPageCpuSeconds;
    allowCpuSeconds(cpuSeconds);
    PdfFile file;
    const OpenReply reply = file.open(*request);
    if (!sendFrame(kSocket, encode(reply)) || reply.status != OpenReply::Status::Ok)
        return EXIT_SUCCESS;
    if (request->view)
        return drawPages(file, reply.pages);
    for (int number = std::max(1, request->firstPage); number <= reply.pages; ++number) {
        allowCpuSeconds(cpuSeconds);
        if (!sendFrame(kSocket, encode(file.page(number))))
            return EXIT_SUCCESS; // the reader has gone
    }
    return EXIT_SUCCESS;
}

} // namespace

int main() {
    if (!MEMLONG_WORKER_SANITIZED)
        limit(RLIMIT_AS, kMemoryLimitBytes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0); // it has no business writing files
    try {
        return work();
    } catch (const std::exception&) {
        return EXIT_FAILURE;
    }
}

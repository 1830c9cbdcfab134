#include "engine/documents/pdf_worker.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "engine/base/files.h"

extern char** environ;

namespace memlong::pdf {
namespace {

constexpr const char* kProgram = "memlong-pdf-worker";
constexpr auto kStopPoll = std::chrono::milliseconds(100);

Result<std::filesystem::path> findProgram() {
    std::vector<std::filesystem::path> places;
    if (const char* folder = std::getenv("MEMLONG_LIBEXEC"); folder && *folder)
        places.emplace_back(folder);
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    if (!error) {
        places.push_back(self);
        places.push_back(self / "../libexec/memlong");
    }
    for (const auto& place : places)
        if (::access((place / kProgram).c_str(), X_OK) == 0)
            return place / kProgram;
    return makeError(ErrorCode::Internal,
                     "the helper program memlong-pdf-worker is missing, so PDF files cannot be read; install "
                     "memlong again or name its folder in MEMLONG_LIBEXEC");
}

/// The worker gets the socket as its input and nothing else: no terminal, no signals meant for the program.
int spawn(const std::filesystem::path& program, int socket, pid_t& process) {
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::string name = kProgram;
    char* arguments[] = {name.data(), nullptr};
    // Tesseract's threads spin while they wait for each other; one is faster when the machine is busy.
    std::string oneThread = "OMP_THREAD_LIMIT=1";
    std::vector<char*> environment{oneThread.data()};
    for (char** variable = environ; *variable; ++variable)
        if (!std::string_view(*variable).starts_with("OMP_THREAD_LIMIT="))
            environment.push_back(*variable);
    environment.push_back(nullptr);
    const int failure =
        ::posix_spawn(&process, program.c_str(), &files, &attributes, arguments, environment.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return failure;
}

} // namespace

Result<Worker> Worker::start(const OpenRequest& request) {
    MEMLONG_ASSIGN(const std::filesystem::path program, findProgram());
    int sockets[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return systemError(errno, "start", program);
    pid_t process = -1;
    const int failure = spawn(program, sockets[1], process);
    ::close(sockets[1]);
    Worker worker(sockets[0], failure == 0 ? process : -1);
    if (failure != 0)
        return systemError(failure, "start", program);
    sendFrame(worker.m_socket, encode(request)); // a worker that died already shows in receive()
    return worker;
}

Worker::Worker(Worker&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_process(std::exchange(other.m_process, -1)) {}

Worker& Worker::operator=(Worker&& other) noexcept {
    if (this != &other) {
        end();
        m_socket = std::exchange(other.m_socket, -1);
        m_process = std::exchange(other.m_process, -1);
    }
    return *this;
}

Worker::~Worker() {
    end();
}

void Worker::end() {
    if (m_socket >= 0)
        ::close(m_socket);
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        while (::waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    m_socket = m_process = -1;
}

bool Worker::send(const PictureRequest& request) {
    return sendFrame(m_socket, encode(request));
}

Worker::Outcome Worker::receive(std::string& payload, std::chrono::milliseconds limit,
                                const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::uint32_t size = 0;
    if (const Outcome got = receiveBytes(reinterpret_cast<char*>(&size), sizeof size, deadline, stop);
        got != Outcome::Message)
        return got;
    if (size > kMaxFrameBytes)
        return Outcome::Died;
    payload.resize(size);
    return receiveBytes(payload.data(), size, deadline, stop);
}

Worker::Outcome Worker::receiveBytes(char* data, std::size_t size,
                                     std::chrono::steady_clock::time_point deadline,
                                     const std::stop_token& stop) const {
    while (size > 0) {
        if (stop.stop_requested())
            return Outcome::Cancelled;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return Outcome::TimedOut;
        pollfd ready{m_socket, POLLIN, 0};
        const int polled = ::poll(&ready, 1, static_cast<int>(std::min(left, kStopPoll).count()));
        if (polled == 0 || (polled < 0 && errno == EINTR))
            continue;
        const ssize_t got = polled < 0 ? -1 : ::recv(m_socket, data, size, MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return Outcome::Died;
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return Outcome::Message;
}

} // namespace memlong::pdf

// The reader's end of the PDF worker: a helper process per open PDF, started again when it dies.
#pragma once

#include <chrono>
#include <stop_token>

#include "engine/base/result.h"
#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

/// Thread rule: one thread at a time. The destructor ends the process.
class Worker {
public:
    /// Starts memlong-pdf-worker, found in $MEMLONG_LIBEXEC, beside the running program or in its
    /// ../libexec/memlong, and sends it `request`.
    static Result<Worker> start(const OpenRequest& request);

    Worker(Worker&& other) noexcept;
    Worker& operator=(Worker&& other) noexcept;
    ~Worker();

    enum class Outcome { Message, Died, TimedOut, Cancelled };
    /// Waits for the next message and stores its payload. After anything but Message the worker is useless.
    Outcome receive(std::string& payload, std::chrono::milliseconds limit, const std::stop_token& stop);

    /// For a worker that draws pages. False when it is gone.
    bool send(const PictureRequest& request);

private:
    Worker(int socket, int process) : m_socket(socket), m_process(process) {}
    Outcome receiveBytes(char* data, std::size_t size, std::chrono::steady_clock::time_point deadline,
                         const std::stop_token& stop) const;
    void end();

    int m_socket = -1;
    int m_process = -1;
};

} // namespace memlong::pdf

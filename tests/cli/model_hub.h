// A model hub on this machine with one repository, acme/tiny: the files of a folder.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace memlong::test {

class ModelHub {
public:
    ModelHub(std::filesystem::path folder, std::string licence);
    ~ModelHub() { m_server.stop(); }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(m_port); }

    std::atomic<bool> slow = false; // a file takes seconds

private:
    nlohmann::json listing() const;
    void send(const std::string& path, httplib::Response& reply) const;

    std::filesystem::path m_folder;
    std::string m_licence;
    httplib::Server m_server;
    int m_port = 0;
    std::jthread m_thread;
};

/// The SHA-256 of a file, by the system's own program.
std::string sha256Of(const std::filesystem::path& file);

} // namespace memlong::test

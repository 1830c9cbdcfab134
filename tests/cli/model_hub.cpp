#include "tests/cli/model_hub.h"

#include <algorithm>
#include <chrono>

#include "tests/cli/process.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

constexpr std::size_t kBlock = 4096;

} // namespace

ModelHub::ModelHub(std::filesystem::path folder, std::string licence)
    : m_folder(std::move(folder)), m_licence(std::move(licence)) {
    m_server.Get(R"(/api/models/(.+)/revision/(.+))",
                 [this](const httplib::Request& request, httplib::Response& reply) {
                     if (request.matches[1] == "acme/tiny")
                         reply.set_content(listing().dump(), "application/json");
                     else
                         reply.status = 404;
                 });
    m_server.Get(R"(/acme/tiny/resolve/[0-9a-f]+/([A-Za-z_.]+))",
                 [this](const httplib::Request& request, httplib::Response& reply) {
                     send(request.matches[1], reply);
                 });
    m_port = m_server.bind_to_any_port("127.0.0.1");
    m_thread = std::jthread([this] { m_server.listen_after_bind(); });
}

nlohmann::json ModelHub::listing() const {
    nlohmann::json files = nlohmann::json::array();
    for (const auto& item : std::filesystem::directory_iterator(m_folder))
        if (item.is_regular_file())
            files.push_back({{"rfilename", item.path().filename().string()},
                             {"size", item.file_size()},
                             {"lfs", {{"size", item.file_size()}, {"sha256", sha256Of(item.path())}}}});
    return {{"id", "acme/tiny"},
            {"sha", "fe8a4ea1ffedaf415f4da2f062534de366a451e6"},
            {"cardData", {{"license", m_licence}}},
            {"siblings", files}};
}

void ModelHub::send(const std::string& path, httplib::Response& reply) const {
    const std::string content = readText(m_folder / path);
    reply.set_content_provider(
        content.size(), "application/octet-stream",
        [this, content](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
            if (slow)
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            return sink.write(content.data() + offset, std::min(slow ? kBlock : length, length));
        });
}

std::string sha256Of(const std::filesystem::path& file) {
    return run("/usr/bin/env", {"sha256sum", "-z", file.string()}).out.substr(0, 64);
}

} // namespace memlong::test

// Models from the Hugging Face hub (or a server that speaks like it), only when the user asks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/services/application.h"

namespace memlong {

struct DownloadRequest {
    std::string repository; // "owner/name", or its address on the hub
    std::string revision = "main";
    std::string name; // under which the model is added; empty: the repository's
};

struct ModelFile {
    std::string path;
    std::uint64_t bytes = 0;
    std::string sha256;  // of a large file
    std::string gitHash; // SHA-1 of "blob <bytes>\0" + content, of a small one
};

/// What a download would bring.
struct ModelListing {
    std::string repository, revision; // revision: the commit it stands for
    std::string licence, description;
    std::vector<ModelFile> files;
    std::uint64_t bytes = 0;        // of all files
    std::uint64_t bytesPresent = 0; // left from an earlier, unfinished download
    std::uint64_t bytesFree = 0;    // on the disk of the data folder
};

struct DownloadProgress {
    Progress progress; // stages "downloading", "checking", "adding"; unit bytes
    std::string file;
    double bytesPerSecond = 0;
    double secondsLeft = -1; // unknown
};

struct DownloadServer {
    std::string address; // empty: $HF_ENDPOINT, else https://huggingface.co
    std::string token;   // empty: $HF_TOKEN; sent to this server only
    int timeoutSeconds = 30;
};

/// One thread at a time. A download that was stopped or cut off keeps what it has; asking again goes on
/// there.
class ModelDownload {
public:
    explicit ModelDownload(Application& application, DownloadServer server = {});

    /// What would be fetched; fetches nothing but the list.
    Result<ModelListing> list(const DownloadRequest& request, std::stop_token stop);
    /// Fetches every file, checks it against its checksum and returns the folder with them. Cancelled when
    /// stopped (pause).
    Result<std::filesystem::path> fetch(const DownloadRequest& request,
                                        const std::function<void(const DownloadProgress&)>& onProgress,
                                        std::stop_token stop);
    /// fetch(), then adds the model under its name.
    Result<ModelEntry> download(const DownloadRequest& request,
                                const std::function<void(const DownloadProgress&)>& onProgress,
                                std::stop_token stop);
    /// Removes what an unfinished download left.
    Result<void> discard(const DownloadRequest& request);
    /// Downloads that can go on.
    std::vector<DownloadRequest> unfinished() const;

private:
    struct Job;
    Result<Job> jobFor(const DownloadRequest& request) const;

    Application& m_application;
    DownloadServer m_server;
};

} // namespace memlong

#include "app/services/model_download.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/services/checksum.h"
#include "app/services/folders.h"
#include "app/services/guard.h"
#include "app/services/http_fetch.h"
#include "app/services/hub_listing.h"
#include "app/services/model_catalog.h"
#include "engine/base/files.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr const char* kHub = "https://huggingface.co";
constexpr const char* kRequestFile = "request.json";
constexpr const char* kPartEnding = ".part";
constexpr std::uint64_t kMostListingBytes = 16U << 20;
constexpr std::uint64_t kSpareBytes = 256U << 20; // left free on the disk
constexpr int kMostAttempts = 5;                  // of one file, without a byte gained in between
constexpr auto kReportEvery = std::chrono::milliseconds(200);

std::string fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// A folder below <data>/downloads for each repository and revision.
fs::path folderOf(const fs::path& data, const std::string& repository, const std::string& revision) {
    std::string name = repository + "@" + revision;
    for (char& c : name)
        if (c == '/')
            c = '+';
    return data / "downloads" / name;
}

bool isRevision(const std::string& text) {
    return !text.empty() && text.size() <= 100 && text.front() != '.' && text.front() != '/' &&
           text.find("..") == std::string::npos &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/") ==
               std::string::npos;
}

std::uint64_t sizeOf(const fs::path& path) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    return error ? 0 : size;
}

std::uint64_t freeBytes(fs::path folder) {
    std::error_code error;
    while (!folder.empty() && !fs::exists(folder, error) && folder != folder.parent_path())
        folder = folder.parent_path();
    const fs::space_info space = fs::space(folder, error);
    return error ? 0 : space.available;
}

/// A part file being written, synced when it is closed.
class PartFile {
public:
    explicit PartFile(fs::path path) : m_path(std::move(path)) {}
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile() {
        if (m_file >= 0)
            ::close(m_file);
    }
    /// Keeps the first `bytes`.
    Result<void> openAt(std::uint64_t bytes) {
        if (m_file < 0)
            m_file = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (m_file < 0 || ::ftruncate(m_file, static_cast<off_t>(bytes)) != 0 ||
            ::lseek(m_file, 0, SEEK_END) < 0)
            return systemError(errno, "write", m_path);
        return {};
    }
    Result<void> write(std::string_view data) {
        while (!data.empty()) {
            const ssize_t written = ::write(m_file, data.data(), data.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return systemError(errno, "write", m_path);
            data.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }
    Result<void> sync() {
        if (m_file >= 0 && ::fsync(m_file) != 0)
            return systemError(errno, "write", m_path);
        return {};
    }

private:
    fs::path m_path;
    int m_file = -1;
};

/// Reports a few times a second; the speed is that of the last few seconds.
class Reporter {
public:
    explicit Reporter(const std::function<void(const DownloadProgress&)>& onProgress)
        : m_onProgress(onProgress) {}

    void begin(const std::string& stage, const std::string& file, std::uint64_t done, std::uint64_t total) {
        m_now.progress = {stage, done, total, "bytes"};
        m_now.file = file;
        m_now.bytesPerSecond = stage == "downloading" ? m_now.bytesPerSecond : 0;
        m_now.secondsLeft = -1;
        m_countedSince = Clock::now();
        m_counted = 0;
        report(true);
    }
    void add(std::uint64_t bytes) {
        m_now.progress.done += bytes;
        m_counted += bytes;
        report(false);
    }

private:
    void report(bool always) {
        const auto now = Clock::now();
        if (!always && now - m_reported < kReportEvery)
            return;
        const double seconds = std::chrono::duration<double>(now - m_countedSince).count();
        if (seconds > 0.5 && m_now.progress.stage == "downloading") {
            const double speed = static_cast<double>(m_counted) / seconds;
            m_now.bytesPerSecond =
                m_now.bytesPerSecond > 0 ? 0.7 * m_now.bytesPerSecond + 0.3 * speed : speed;
            m_counted = 0;
            m_countedSince = now;
        }
        if (m_now.bytesPerSecond > 0 && m_now.progress.total >= m_now.progress.done)
            m_now.secondsLeft =
                static_cast<double>(m_now.progress.total - m_now.progress.done) / m_now.bytesPerSecond;
        m_reported = now;
        if (m_onProgress)
            m_onProgress(m_now);
    }

    const std::function<void(const DownloadProgress&)>& m_onProgress;
    DownloadProgress m_now;
    Clock::time_point m_reported, m_countedSince;
    std::uint64_t m_counted = 0;
};

/// False when stopped meanwhile.
bool waitBeforeNextAttempt(int attempt, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, std::chrono::milliseconds(250) * (1 << std::min(attempt, 5)),
                   [] { return false; });
    return !stop.stop_requested();
}

} // namespace

/// One download: its server, its folder and what is to be in it.
struct ModelDownload::Job {
    DownloadServer server;
    DownloadRequest request; // the repository by its plain name
    fs::path folder;
    ModelListing listing;

    fs::path files() const { return folder / "files"; }
    fs::path target(const ModelFile& file) const { return files() / file.path; }
    fs::path part(const ModelFile& file) const { return target(file).string() + kPartEnding; }

    std::uint64_t present() const {
        std::uint64_t bytes = 0;
        for (const ModelFile& file : listing.files) {
            std::error_code error;
            bytes += fs::exists(target(file), error) ? file.bytes : std::min(sizeOf(part(file)), file.bytes);
        }
        return bytes;
    }

    Result<void> fetchList(const std::stop_token& stop);
    Result<void> prepare();
    Result<void> fetchFile(const ModelFile& file, Reporter& reporter, const std::stop_token& stop);
    Result<void> fetchOnce(const ModelFile& file, PartFile& part, Reporter& reporter,
                           const std::stop_token& stop);
    Result<void> check(const ModelFile& file, Reporter& reporter, const std::stop_token& stop);
};

Result<void> ModelDownload::Job::fetchList(const std::stop_token& stop) {
    HttpRequest get;
    get.url = server.address + "/api/models/" + urlPath(request.repository) + "/revision/" +
              urlPath(request.revision) + "?blobs=true";
    get.token = server.token;
    get.timeoutSeconds = server.timeoutSeconds;
    MEMLONG_ASSIGN(const std::string answer, httpGetText(get, kMostListingBytes, stop));
    MEMLONG_ASSIGN(listing, parseListing(answer, request.repository));
    listing.bytesPresent = present();
    listing.bytesFree = freeBytes(folder);
    return {};
}

/// Makes the folder, and drops what an earlier attempt left of files that are others by now.
Result<void> ModelDownload::Job::prepare() {
    const std::uint64_t missing = listing.bytes - std::min(listing.bytesPresent, listing.bytes);
    if (listing.bytesFree > 0 && missing + kSpareBytes > listing.bytesFree)
        return makeError(ErrorCode::Io, request.repository + " needs " +
                                            std::to_string((missing + kSpareBytes) >> 20) +
                                            " MiB more on the disk of " + folder.parent_path().string() +
                                            ", where " + std::to_string(listing.bytesFree >> 20) +
                                            " MiB are free; free some space and go on");
    MEMLONG_TRY(makeWritableFolder(files()));
    Json kept = Json::object();
    const fs::path record = folder / kRequestFile;
    if (const auto text = readFile(record, kMostListingBytes))
        kept = Json::parse(*text, nullptr, false);
    const Json before = kept.is_object() && kept.contains("files") && kept["files"].is_object()
                            ? kept["files"]
                            : Json::object();
    Json now = Json::object();
    for (const ModelFile& file : listing.files) {
        const std::string stamp = std::to_string(file.bytes) + " " + file.sha256 + file.gitHash;
        now[file.path] = stamp;
        if (before.contains(file.path) && before[file.path] == stamp)
            continue;
        std::error_code ignored;
        fs::remove(target(file), ignored);
        fs::remove(part(file), ignored);
    }
    const Json content = {{"repository", request.repository},
                          {"revision", request.revision},
                          {"name", request.name},
                          {"files", now}};
    return replaceFile(record, content.dump(1));
}

/// From where the part ends to the end of the file, or to where the connection breaks.
Result<void> ModelDownload::Job::fetchOnce(const ModelFile& file, PartFile& partFile, Reporter& reporter,
                                           const std::stop_token& stop) {
    std::uint64_t have = std::min(sizeOf(part(file)), file.bytes);
    HttpRequest get;
    get.url = server.address + "/" + urlPath(request.repository) + "/resolve/" + listing.revision + "/" +
              urlPath(file.path);
    get.token = server.token;
    get.timeoutSeconds = server.timeoutSeconds;
    get.from = have;
    Result<void> written;
    bool tooLong = false;
    const Result<void> got = httpGet(get,
                                     {[&](const HttpAnswer& answer) {
                                          if (answer.from > have) {
                                              tooLong = true;
                                              return false;
                                          }
                                          if (answer.from < have) // the server begins anew: so do we
                                              reporter.begin("downloading", file.path,
                                                             present() - have + answer.from, listing.bytes);
                                          have = answer.from;
                                          written = partFile.openAt(have);
                                          return written.has_value();
                                      },
                                      [&](std::string_view data) {
                                          tooLong = have + data.size() > file.bytes;
                                          if (tooLong)
                                              return false;
                                          written = partFile.write(data);
                                          if (!written)
                                              return false;
                                          have += data.size();
                                          reporter.add(data.size());
                                          return true;
                                      }},
                                     stop);
    MEMLONG_TRY(std::move(written));
    if (tooLong)
        return makeError(ErrorCode::Corrupt, file.path + " of " + request.repository +
                                                 " is longer than the hub says; try again later");
    if (!got)
        return got.error();
    if (have < file.bytes)
        return makeError(ErrorCode::Io,
                         "the transfer of " + file.path + " ended too early; go on to get the rest");
    return {};
}

Result<void> ModelDownload::Job::check(const ModelFile& file, Reporter& reporter,
                                       const std::stop_token& stop) {
    const std::string& wanted = file.sha256.empty() ? file.gitHash : file.sha256;
    std::string found;
    if (!file.sha256.empty()) {
        reporter.begin("checking", file.path, 0, file.bytes);
        MEMLONG_ASSIGN(found, sha256OfFile(
                                  part(file), [&](std::uint64_t bytes) { reporter.add(bytes); }, stop));
    } else if (!file.gitHash.empty()) {
        MEMLONG_ASSIGN(found, gitHashOfFile(part(file), stop));
    }
    std::error_code error;
    if (sizeOf(part(file)) != file.bytes || found != wanted) {
        fs::remove(part(file), error);
        return makeError(
            ErrorCode::Corrupt,
            file.path + " of " + request.repository +
                " arrived damaged (its checksum is another than the hub's) and was deleted; try again",
            "expected " + wanted + ", found " + found);
    }
    fs::rename(part(file), target(file), error);
    if (error)
        return systemError(error.value(), "rename", part(file));
    return syncDirectory(target(file).parent_path());
}

Result<void> ModelDownload::Job::fetchFile(const ModelFile& file, Reporter& reporter,
                                           const std::stop_token& stop) {
    std::error_code error;
    if (fs::exists(target(file), error))
        return {};
    fs::create_directories(target(file).parent_path(), error);
    if (error)
        return systemError(error.value(), "make the folder", target(file).parent_path());
    PartFile partFile(part(file));
    if (sizeOf(part(file)) > file.bytes)
        fs::remove(part(file), error);
    if (file.bytes == 0)
        MEMLONG_TRY(partFile.openAt(0));
    reporter.begin("downloading", file.path, present(), listing.bytes);
    for (int attempt = 0; sizeOf(part(file)) < file.bytes; ++attempt) {
        const std::uint64_t before = sizeOf(part(file));
        const Result<void> got = fetchOnce(file, partFile, reporter, stop);
        if (got)
            break;
        if (sizeOf(part(file)) > before)
            attempt = 0;
        // A broken connection is taken up again; anything else will not get better by itself.
        const bool again = got.error().code == ErrorCode::Io && attempt + 1 < kMostAttempts &&
                           freeBytes(folder) > kSpareBytes / 4;
        if (!again || !waitBeforeNextAttempt(attempt, stop)) {
            MEMLONG_TRY(partFile.sync());
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "the download was stopped; what has arrived is kept");
            return got.error();
        }
    }
    MEMLONG_TRY(partFile.sync());
    return check(file, reporter, stop);
}

ModelDownload::ModelDownload(Application& application, DownloadServer server)
    : m_application(application), m_server(std::move(server)) {
    if (m_server.address.empty())
        m_server.address = fromEnvironment("HF_ENDPOINT");
    if (m_server.address.empty())
        m_server.address = kHub;
    while (m_server.address.ends_with('/'))
        m_server.address.pop_back();
    if (m_server.token.empty())
        m_server.token = fromEnvironment("HF_TOKEN");
}

Result<ModelDownload::Job> ModelDownload::jobFor(const DownloadRequest& request) const {
    Job job;
    job.server = m_server;
    job.request = request;
    MEMLONG_ASSIGN(const RepositoryName name, parseRepository(request.repository, m_server.address));
    job.request.repository = name.repository;
    if (!name.revision.empty())
        job.request.revision = name.revision;
    if (job.request.revision.empty())
        job.request.revision = "main";
    if (!isRevision(job.request.revision))
        return makeError(ErrorCode::InvalidArgument,
                         "\"" + job.request.revision +
                             "\" is not a revision; name a branch, a tag or a commit");
    if (job.request.name.empty())
        job.request.name = name.repository.substr(name.repository.find('/') + 1);
    MEMLONG_TRY(checkName(job.request.name, "model"));
    job.folder = folderOf(m_application.options().dataFolder, name.repository, job.request.revision);
    return job;
}

Result<ModelListing> ModelDownload::list(const DownloadRequest& request, std::stop_token stop) {
    return withoutExceptions([&]() -> Result<ModelListing> {
        MEMLONG_ASSIGN(Job job, jobFor(request));
        MEMLONG_TRY(job.fetchList(stop));
        return std::move(job.listing);
    });
}

Result<std::filesystem::path>
ModelDownload::fetch(const DownloadRequest& request,
                     const std::function<void(const DownloadProgress&)>& onProgress, std::stop_token stop) {
    return withoutExceptions([&]() -> Result<std::filesystem::path> {
        MEMLONG_ASSIGN(Job job, jobFor(request));
        MEMLONG_TRY(job.fetchList(stop));
        MEMLONG_TRY(job.prepare());
        Reporter reporter(onProgress);
        for (const ModelFile& file : job.listing.files)
            MEMLONG_TRY(job.fetchFile(file, reporter, stop));
        return job.files();
    });
}

Result<ModelEntry> ModelDownload::download(const DownloadRequest& request,
                                           const std::function<void(const DownloadProgress&)>& onProgress,
                                           std::stop_token stop) {
    MEMLONG_ASSIGN(const Job job, jobFor(request));
    std::error_code error;
    MEMLONG_ASSIGN(const Folders folders, findFolders(m_application.options()));
    MEMLONG_TRY(mustBeFreeForModel(folders, job.request.name));
    MEMLONG_ASSIGN(const fs::path files, fetch(request, onProgress, stop));
    Application::ImportRequest import;
    import.source = files;
    import.name = job.request.name;
    import.move = true;
    const auto adding = [&](const Progress& progress) {
        DownloadProgress now;
        now.progress = progress;
        now.progress.stage = "adding";
        if (onProgress)
            onProgress(now);
    };
    adding({"adding", 0, 0, "bytes"});
    MEMLONG_ASSIGN(ModelEntry entry, m_application.importModel(import, adding, stop));
    fs::remove_all(job.folder, error);
    return entry;
}

Result<void> ModelDownload::discard(const DownloadRequest& request) {
    return withoutExceptions([&]() -> Result<void> {
        MEMLONG_ASSIGN(const Job job, jobFor(request));
        std::error_code error;
        fs::remove_all(job.folder, error);
        if (error)
            return systemError(error.value(), "remove", job.folder);
        return {};
    });
}

std::vector<DownloadRequest> ModelDownload::unfinished() const {
    std::vector<DownloadRequest> requests;
    std::error_code error;
    for (auto at = fs::directory_iterator(m_application.options().dataFolder / "downloads", error);
         !error && at != fs::directory_iterator(); at.increment(error)) {
        const auto text = readFile(at->path() / kRequestFile, kMostListingBytes);
        const Json record = text ? Json::parse(*text, nullptr, false) : Json();
        if (!record.is_object())
            continue;
        DownloadRequest request;
        for (const auto& [key, value] :
             {std::pair("repository", &request.repository), std::pair("revision", &request.revision),
              std::pair("name", &request.name)})
            if (record.contains(key) && record[key].is_string())
                *value = record[key].get<std::string>();
        if (jobFor(request))
            requests.push_back(std::move(request));
    }
    std::sort(requests.begin(), requests.end(),
              [](const DownloadRequest& a, const DownloadRequest& b) { return a.repository < b.repository; });
    return requests;
}

} // namespace memlong

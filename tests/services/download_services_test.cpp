#include <atomic>
#include <chrono>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "app/services/checksum.h"
#include "app/services/hub_listing.h"
#include "app/services/model_download.h"
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

constexpr const char* kCommit = "fe8a4ea1ffedaf415f4da2f062534de366a451e6";

/// A model hub on this machine, with what can go wrong on the way.
class Hub {
public:
    Hub() {
        m_server.Get(R"(/api/models/(.+)/revision/(.+))",
                     [this](const httplib::Request& request, httplib::Response& reply) {
                         ++requests;
                         if (request.matches[1] == "acme/private" &&
                             request.get_header_value("Authorization") != "Bearer secret") {
                             reply.status = 401;
                             return;
                         }
                         if (request.matches[1] != "acme/tiny" && request.matches[1] != "acme/private") {
                             reply.status = 404;
                             return;
                         }
                         reply.set_content(listing().dump(), "application/json");
                     });
        m_server.Get(R"(/acme/tiny/resolve/([0-9a-f]+)/(.+))",
                     [this](const httplib::Request& request, httplib::Response& reply) {
                         const std::string path = request.matches[2];
                         if (path.ends_with(".safetensors") && redirects) { // large files come from elsewhere
                             reply.set_redirect("/cdn/" + path);
                             return;
                         }
                         send(path, request, reply);
                     });
        m_server.Get(R"(/cdn/(.+))", [this](const httplib::Request& request, httplib::Response& reply) {
            send(request.matches[1], request, reply);
        });
        m_server.Get("/acme/private/anything", [](const httplib::Request&, httplib::Response&) {});
        m_port = m_server.bind_to_any_port("127.0.0.1");
        m_thread = std::jthread([this] { m_server.listen_after_bind(); });
        files["config.json"] = R"({"model_type":"llama"})";
        files["tokenizer.json"] = std::string(5000, 't');
        files["onnx/model.onnx"] = "not wanted";
        files["pytorch_model.bin"] = "not wanted either";
        std::string weights;
        for (int i = 0; weights.size() < 3'000'000; ++i)
            weights += std::to_string(i * 7919);
        files["model.safetensors"] = weights;
    }
    ~Hub() { m_server.stop(); }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(m_port); }

    Json listing() const {
        const TemporaryFolder folder;
        Json siblings = Json::array();
        for (const auto& [path, content] : files) {
            writeFile(folder / "file", content);
            Json one = {{"rfilename", path},
                        {"size", content.size()},
                        {"blobId", *gitHashOfFile(folder / "file", {})}};
            if (path.ends_with(".safetensors")) {
                one["lfs"]["size"] = claimedBytes > 0 ? claimedBytes.load() : content.size();
                one["lfs"]["sha256"] =
                    wrongChecksum ? std::string(64, 'a') : *sha256OfFile(folder / "file", {}, {});
            }
            siblings.push_back(std::move(one));
        }
        return {{"id", "acme/tiny"},
                {"sha", kCommit},
                {"pipeline_tag", "text-generation"},
                {"cardData", {{"license", "apache-2.0"}}},
                {"siblings", siblings}};
    }

    std::map<std::string, std::string> files;
    std::atomic<bool> wrongChecksum = false, redirects = false, ignoresRanges = false;
    std::atomic<std::uint64_t> claimedBytes = 0;
    std::atomic<int> cutsLeft = 0; // transfers of the weights that break off half way
    std::atomic<bool> slow = false;
    std::atomic<int> requests = 0;

    std::vector<std::string> ranges() const {
        const std::lock_guard lock(m_mutex);
        return m_ranges;
    }

private:
    void send(const std::string& path, const httplib::Request& request, httplib::Response& reply) {
        ++requests;
        const std::string& content = files.at(path);
        std::size_t from = 0;
        if (path.ends_with(".safetensors")) {
            const std::lock_guard lock(m_mutex);
            m_ranges.push_back(request.get_header_value("Range"));
        }
        if (request.has_header("Range") && !ignoresRanges)
            from = std::stoull(request.get_header_value("Range").substr(6));
        const std::size_t rest = content.size() - from;
        const bool weights = path.ends_with(".safetensors");
        const bool cut = weights && cutsLeft > 0;
        if (cut)
            --cutsLeft;
        reply.status = from > 0 ? 206 : 200;
        if (from > 0)
            reply.set_header("Content-Range", "bytes " + std::to_string(from) + "-" +
                                                  std::to_string(content.size() - 1) + "/" +
                                                  std::to_string(content.size()));
        // httplib would take the range out of the answer a second time.
        const_cast<httplib::Request&>(request).ranges.clear();
        reply.set_content_provider(rest, "application/octet-stream",
                                   [this, &content, from, rest, cut, weights](std::size_t offset, std::size_t,
                                                                              httplib::DataSink& sink) {
                                       if (cut && offset >= rest / 2)
                                           return false;
                                       if (weights && slow)
                                           std::this_thread::sleep_for(std::chrono::milliseconds(20));
                                       const std::size_t size = std::min<std::size_t>(32768, rest - offset);
                                       return sink.write(content.data() + from + offset, size);
                                   });
    }

    httplib::Server m_server;
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_ranges;
    std::jthread m_thread;
};

class DownloadTest : public ServicesTest {
protected:
    DownloadTest() : m_app(application()) {}
    ModelDownload download(const std::string& token = {}) {
        return ModelDownload(m_app, {m_hub.address(), token, 5});
    }
    std::filesystem::path folder() const { return m_app.options().dataFolder / "downloads/acme+tiny@main"; }
    void expectComplete(const Result<std::filesystem::path>& files) {
        ASSERT_TRUE(files) << files.error().message;
        for (const char* name : {"config.json", "tokenizer.json", "model.safetensors"})
            EXPECT_TRUE(readText(*files / name) == m_hub.files[name]) << name;
        EXPECT_FALSE(std::filesystem::exists(*files / "pytorch_model.bin"));
        EXPECT_FALSE(std::filesystem::exists(*files / "model.safetensors.part"));
    }

    Hub m_hub;
    Application m_app;
    const DownloadRequest m_tiny{"acme/tiny"};
};

TEST_F(DownloadTest, list_saysWhatWouldCome) {
    const auto listing = download().list(m_tiny, {});
    ASSERT_TRUE(listing) << listing.error().message;
    EXPECT_EQ(listing->licence, "apache-2.0");
    EXPECT_EQ(listing->revision, kCommit);
    std::vector<std::string> paths;
    for (const ModelFile& file : listing->files)
        paths.push_back(file.path);
    EXPECT_THAT(paths, ElementsAre("config.json", "tokenizer.json", "model.safetensors"));
    EXPECT_EQ(listing->bytesPresent, 0U);
    EXPECT_GT(listing->bytesFree, 0U);
    EXPECT_FALSE(std::filesystem::exists(folder())); // nothing is written by looking
}

TEST_F(DownloadTest, constructed_asksNobody) {
    download();
    EXPECT_EQ(m_hub.requests, 0);
}

TEST_F(DownloadTest, everything_arrivesAndIsReported) {
    m_hub.redirects = true;
    std::vector<DownloadProgress> reports;
    expectComplete(
        download().fetch(m_tiny, [&](const DownloadProgress& progress) { reports.push_back(progress); }, {}));
    ASSERT_FALSE(reports.empty());
    bool checked = false;
    for (const DownloadProgress& progress : reports) {
        EXPECT_LE(progress.progress.done, progress.progress.total);
        checked = checked || progress.progress.stage == "checking";
    }
    EXPECT_TRUE(checked);
}

TEST_F(DownloadTest, connectionCut_isTakenUpWhereItBroke) {
    m_hub.cutsLeft = 2;
    expectComplete(download().fetch(m_tiny, {}, {}));
    const auto ranges = m_hub.ranges();
    ASSERT_EQ(ranges.size(), 3U);
    EXPECT_EQ(ranges[0], "");
    EXPECT_THAT(ranges[1], testing::StartsWith("bytes="));
    EXPECT_GT(std::stoull(ranges[1].substr(6)), 1'000'000U);
    EXPECT_GT(std::stoull(ranges[2].substr(6)), std::stoull(ranges[1].substr(6)));
}

TEST_F(DownloadTest, stopped_keepsWhatArrivedAndGoesOn) {
    m_hub.slow = true;
    std::stop_source stop;
    const auto stopped = download().fetch(
        m_tiny,
        [&](const DownloadProgress& progress) {
            if (progress.progress.done > 400'000)
                stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    const auto kept = std::filesystem::file_size(folder() / "files/model.safetensors.part");
    EXPECT_GT(kept, 300'000U);
    m_hub.slow = false;

    const auto unfinished = download().unfinished();
    ASSERT_EQ(unfinished.size(), 1U);
    EXPECT_EQ(unfinished[0].repository, "acme/tiny");
    const auto listing = download().list(m_tiny, {});
    ASSERT_TRUE(listing);
    EXPECT_GT(listing->bytesPresent, kept);

    expectComplete(download().fetch(m_tiny, {}, {}));
    EXPECT_EQ(m_hub.ranges().back(), "bytes=" + std::to_string(kept) + "-");
}

TEST_F(DownloadTest, serverWithoutRanges_sendsItAgain) {
    m_hub.cutsLeft = 1;
    m_hub.ignoresRanges = true;
    expectComplete(download().fetch(m_tiny, {}, {}));
}

TEST_F(DownloadTest, wrongChecksum_isRefusedAndDeleted) {
    m_hub.wrongChecksum = true;
    const auto fetched = download().fetch(m_tiny, {}, {});
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(fetched.error().message, HasSubstr("model.safetensors"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "files/model.safetensors.part"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "files/model.safetensors"));
    m_hub.wrongChecksum = false;
    expectComplete(download().fetch(m_tiny, {}, {}));
}

TEST_F(DownloadTest, moreThanFitsOnTheDisk_isRefusedBeforeTheFirstByte) {
    m_hub.claimedBytes = std::uint64_t{1} << 60;
    const auto fetched = download().fetch(m_tiny, {}, {});
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, ErrorCode::Io);
    EXPECT_THAT(fetched.error().message, HasSubstr("free"));
    EXPECT_TRUE(m_hub.ranges().empty());
}

TEST_F(DownloadTest, longerThanAnnounced_isRefused) {
    m_hub.claimedBytes = 1000;
    const auto fetched = download().fetch(m_tiny, {}, {});
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, ErrorCode::Corrupt);
}

TEST_F(DownloadTest, otherFileByNow_isFetchedFromItsBeginning) {
    m_hub.slow = true;
    std::stop_source stop;
    const auto stopped = download().fetch(
        m_tiny,
        [&](const DownloadProgress& progress) {
            if (progress.progress.done > 300'000)
                stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(stopped);
    m_hub.slow = false;
    m_hub.files["model.safetensors"] = std::string(2'000'000, 'n');
    expectComplete(download().fetch(m_tiny, {}, {}));
    EXPECT_EQ(m_hub.ranges().back(), "");
}

TEST_F(DownloadTest, discard_removesWhatIsThere) {
    m_hub.wrongChecksum = true;
    ASSERT_FALSE(download().fetch(m_tiny, {}, {}));
    EXPECT_TRUE(std::filesystem::exists(folder()));
    ASSERT_TRUE(download().discard(m_tiny));
    EXPECT_FALSE(std::filesystem::exists(folder()));
    EXPECT_TRUE(download().unfinished().empty());
}

TEST_F(DownloadTest, unknownOrPrivateModel_saysWhatToDo) {
    const auto unknown = download().list({"acme/unknown"}, {});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    const auto refused = download().list({"acme/private"}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::BadInput);
    EXPECT_THAT(refused.error().message, HasSubstr("HF_TOKEN"));
    EXPECT_TRUE(download("secret").list({"acme/private"}, {}));
}

TEST_F(DownloadTest, nobodyThere_isAnErrorWithTheHost) {
    ModelDownload nowhere(m_app, {"http://127.0.0.1:9", {}, 2});
    const auto listing = nowhere.list(m_tiny, {});
    ASSERT_FALSE(listing);
    EXPECT_EQ(listing.error().code, ErrorCode::Io);
    EXPECT_THAT(listing.error().message, HasSubstr("127.0.0.1:9"));
}

TEST_F(DownloadTest, namesThatLeadElsewhere_areRefused) {
    for (const char* name :
         {"", "../x", "a/../b", "a/b/c", "/etc/passwd", "a b/c", "https://example.org/a/b", ".hidden/x"})
        EXPECT_EQ(download().list({name}, {}).error().code, ErrorCode::InvalidArgument) << name;
    for (const char* revision : {"../main", "/x", "a b", "..", "a\nb"})
        EXPECT_EQ(download().list({"acme/tiny", revision}, {}).error().code, ErrorCode::InvalidArgument)
            << revision;
    EXPECT_EQ(download().list({"acme/tiny", "main", "../../x"}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(m_hub.requests, 0);
}

TEST(HubListing, addressOfAPage_namesRepositoryAndRevision) {
    const auto name =
        parseRepository("https://huggingface.co/Qwen/Qwen3-0.6B/tree/main?x=1", "http://mirror");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->repository, "Qwen/Qwen3-0.6B");
    EXPECT_EQ(name->revision, "main");
    EXPECT_EQ(parseRepository("http://mirror/gpt2/", "http://mirror")->repository, "gpt2");
}

TEST(HubListing, withoutSafetensors_saysWhatThereIsInstead) {
    Json listing = {
        {"sha", kCommit},
        {"siblings", Json::array({{{"rfilename", "model.gguf"}}, {{"rfilename", "config.json"}}})}};
    const auto parsed = parseListing(listing.dump(), "a/b");
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, HasSubstr("only .gguf"));
}

TEST(HubListing, pathsOutsideTheFolder_arePassedOver) {
    Json file = {{"rfilename", "../../evil.safetensors"},
                 {"lfs", {{"sha256", std::string(64, 'a')}, {"size", 5}}}};
    Json listing = {{"sha", kCommit}, {"siblings", Json::array({file})}};
    EXPECT_FALSE(parseListing(listing.dump(), "a/b"));
    for (const char* strange :
         {"", "[]", "{}", "{\"sha\":5}",
          "{\"sha\":\"fe8a4ea1ffedaf415f4da2f062534de366a451e6\",\"siblings\":[1]}", "<html>"})
        EXPECT_FALSE(parseListing(strange, "a/b")) << strange;
}

TEST(Checksum, knownDigests) {
    const TemporaryFolder folder;
    writeFile(folder / "abc", "abc");
    EXPECT_EQ(*sha256OfFile(folder / "abc", {}, {}),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    writeFile(folder / "hello", "hello\n"); // git hash-object
    EXPECT_EQ(*gitHashOfFile(folder / "hello", {}), "ce013625030ba8dba906f756967f9e9ca394464a");
    EXPECT_FALSE(sha256OfFile(folder / "missing", {}, {}));
}

} // namespace
} // namespace memlong::test

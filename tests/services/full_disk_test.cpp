// What whole sessions are written to runs out of room, cannot be written to, or the user changes their mind:
// an error that says so, nothing left behind, and the session as it was.
#include <csignal>
#include <sys/resource.h>

#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

/// Until it goes, no file grows beyond `bytes`: writing more fails as on a full disk.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

constexpr rlim_t kSmall = 100'000;

class FullDiskTest : public ServicesTest {
protected:
    void SetUp() override {
        std::string text;
        for (int i = 0; i < 4000; ++i)
            text += "Keeper " + std::to_string(i * 7919 % 10007) + " of island " +
                    std::to_string(i * 31 % 997) + " kept " + std::to_string(i * 17 % 89) + " bees. ";
        writeFile(m_folder / "a.txt", text);
        ingest(*session(m_app), m_folder / "a.txt");
        std::filesystem::create_directories(m_folder / "out");
    }
    void expectAsItWas() {
        const auto books = session(m_app);
        EXPECT_FALSE(books->search("Who kept bees?", {})->results.empty());
        expectSound(*books);
        EXPECT_EQ(filesIn(m_folder / "data/sessions"), 1);
        EXPECT_EQ(m_app.sessions()->size(), 1u);
    }
    static int filesIn(const std::filesystem::path& folder) {
        int count = 0;
        for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder))
            ++count;
        return count;
    }
    /// Of the way, so that the stop token is looked at in the middle of the work.
    static ProgressFn stopAfter(std::stop_source& stop, int reports) {
        return [&stop, left = reports](const Progress&) mutable {
            if (--left == 0)
                stop.request_stop();
        };
    }

    Application m_app = application();
};

TEST_F(FullDiskTest, exportTo_fullDisk_leavesNothing) {
    {
        const SmallDisk disk(kSmall);
        const auto written = session(m_app)->exportTo(m_folder / "out/books.memlong", {}, {});
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::Io) << written.error().message;
        EXPECT_NE(written.error().message.find("books"), std::string::npos) << written.error().message;
    }
    EXPECT_EQ(filesIn(m_folder / "out"), 0);
    expectAsItWas();
}

TEST_F(FullDiskTest, exportTo_placeThatCannotBeWritten_saysWhich) {
    writeFile(m_folder / "file", "not a folder");
    for (const std::filesystem::path& place :
         {m_folder / "file/books.memlong", m_folder / "missing/books.memlong"}) {
        const auto written = session(m_app)->exportTo(place, {}, {});
        ASSERT_FALSE(written) << place;
        EXPECT_NE(written.error().message.find(place.parent_path().string()), std::string::npos)
            << written.error().message;
    }
    expectAsItWas();
}

TEST_F(FullDiskTest, exportTo_overAnOlderOne_keepsThatWhenItFails) {
    ASSERT_TRUE(session(m_app)->exportTo(m_folder / "out/books.memlong", {}, {}));
    const std::string before = readText(m_folder / "out/books.memlong");
    {
        const SmallDisk disk(kSmall);
        ASSERT_FALSE(session(m_app)->exportTo(m_folder / "out/books.memlong", {}, {}));
    }
    EXPECT_EQ(readText(m_folder / "out/books.memlong"), before);
}

TEST_F(FullDiskTest, duplicateAndImport_fullDisk_leaveNothing) {
    ASSERT_TRUE(session(m_app)->exportTo(m_folder / "out/books.memlong", {}, {}));
    {
        const SmallDisk disk(kSmall);
        const auto copy = m_app.duplicateSession("books", "", {}, {});
        ASSERT_FALSE(copy);
        EXPECT_EQ(copy.error().code, ErrorCode::Io) << copy.error().message;
        const auto imported = m_app.importSession(m_folder / "out/books.memlong", "", {}, {});
        ASSERT_FALSE(imported);
        EXPECT_EQ(imported.error().code, ErrorCode::Io) << imported.error().message;
    }
    expectAsItWas();
    EXPECT_EQ(*m_app.duplicateSession("books", "", {}, {}), "books-2"); // once there is room again
}

TEST_F(FullDiskTest, cancelledHalfWay_leavesNothing) {
    ASSERT_TRUE(session(m_app)->exportTo(m_folder / "out/books.memlong", {}, {}));
    std::stop_source exporting, importing, copying;
    const auto exported = session(m_app)->exportTo(m_folder / "out/again.memlong", stopAfter(exporting, 2),
                                                   exporting.get_token());
    ASSERT_FALSE(exported);
    EXPECT_EQ(exported.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(filesIn(m_folder / "out"), 1);
    const auto imported = m_app.importSession(m_folder / "out/books.memlong", "", stopAfter(importing, 1),
                                              importing.get_token());
    ASSERT_FALSE(imported);
    EXPECT_EQ(imported.error().code, ErrorCode::Cancelled);
    const auto copied = m_app.duplicateSession("books", "", stopAfter(copying, 2), copying.get_token());
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code, ErrorCode::Cancelled);
    expectAsItWas();
}

TEST_F(FullDiskTest, wholeCopies_reportHowFarTheyAre) {
    std::vector<Progress> seen;
    const auto see = [&](const Progress& progress) { seen.push_back(progress); };
    ASSERT_TRUE(session(m_app)->exportTo(m_folder / "out/books.memlong", see, {}));
    ASSERT_FALSE(seen.empty());
    EXPECT_GT(seen.back().total, 0u);
    EXPECT_EQ(seen.back().done, seen.back().total);
    seen.clear();
    ASSERT_TRUE(m_app.importSession(m_folder / "out/books.memlong", "", see, {}));
    ASSERT_FALSE(seen.empty());
    EXPECT_GT(seen.back().done, 0u);
}

} // namespace
} // namespace memlong::test

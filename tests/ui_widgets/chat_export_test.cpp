#include <QTextDocument>

#include <gmock/gmock.h>

#include "tests/support/test_support.h"
#include "tests/ui_widgets/samples.h"
#include "ui/export/chat_export.h"

namespace memlong::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

ExportedChat chat() {
    ExportedChat chat;
    chat.title = QStringLiteral("Pirates & <treasure>");
    chat.date = QStringLiteral("24 November 2026");
    chat.messages.push_back({true, QStringLiteral("What did the captain <sing>?"), {}, {}});
    chat.messages.push_back(
        {false,
         QString::fromStdString(samples::report().answer),
         QStringLiteral("memory · tinyllama"),
         {{1, QStringLiteral("Treasure Island"), QStringLiteral("Fifteen men on the dead man's chest"), 9},
          {2, QStringLiteral("宝島"), {}, 0}}});
    return chat;
}

TEST(ChatExport, markdown_keepsAnswersAndSources) {
    const std::string text = toMarkdown(chat()).toStdString();
    EXPECT_THAT(text, testing::StartsWith("# Pirates & \\<treasure\\>\n"));
    EXPECT_THAT(text, HasSubstr("| Billy Bones | sang and drank rum |"));
    EXPECT_THAT(text, HasSubstr("> \\[1\\] Treasure Island, page 9: “Fifteen men on the dead man's chest”"));
    EXPECT_THAT(text, HasSubstr("> \\[2\\] 宝島\n"));
    EXPECT_THAT(text, HasSubstr("## Question"));
}

TEST(ChatExport, html_linksCitationsAndEscapes) {
    const std::string html = toHtml(chat()).toStdString();
    EXPECT_THAT(html, HasSubstr("<title>Pirates &amp; &lt;treasure&gt;</title>"));
    EXPECT_THAT(html, HasSubstr("What did the captain &lt;sing&gt;?"));
    EXPECT_THAT(html, HasSubstr("href=\"#m2c1\""));
    EXPECT_THAT(html, HasSubstr("<li id=\"m2c1\""));
    EXPECT_THAT(html, HasSubstr("<table"));
    EXPECT_THAT(html, HasSubstr("宝島"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("cite:")));
    EXPECT_THAT(html, Not(HasSubstr("font-family:'")));
}

TEST(ChatExport, html_showsMarkupOfTheAnswerAsText) {
    ExportedChat hostile = chat();
    hostile.messages[1].text = QStringLiteral("<script>alert(1)</script><img src=x onerror=alert(2)>");
    EXPECT_THAT(toHtml(hostile).toStdString(), Not(HasSubstr("<script")));
    EXPECT_THAT(toHtml(hostile).toStdString(), Not(HasSubstr("<img")));
}

TEST(ChatExport, files_areWrittenByTheirEnding) {
    const test::TemporaryFolder folder;
    for (const char* name : {"chat.md", "chat.html", "chat.pdf"}) {
        const auto path = folder / name;
        const auto written = writeChat(chat(), QString::fromStdString(path.string()));
        ASSERT_TRUE(written) << written.error().message;
        EXPECT_GT(std::filesystem::file_size(path), 400U);
    }
    EXPECT_THAT(test::readText(folder / "chat.pdf"), testing::StartsWith("%PDF-"));
    const auto refused = writeChat(chat(), QString::fromStdString((folder / "chat.docx").string()));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("chat.docx"));
    const auto nowhere = writeChat(chat(), QStringLiteral("/nonexistent/folder/chat.md"));
    ASSERT_FALSE(nowhere);
    const QString keep = qEnvironmentVariable("MEMLONG_SCREENSHOTS");
    if (!keep.isEmpty())
        for (const char* name : {"chat.md", "chat.html", "chat.pdf"})
            std::filesystem::copy_file(folder / name, std::filesystem::path(keep.toStdString()) / name,
                                       std::filesystem::copy_options::overwrite_existing);
}

} // namespace
} // namespace memlong::ui

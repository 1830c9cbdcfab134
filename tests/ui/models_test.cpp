// Every model keeps the promises of a Qt model, whatever happens behind it.
#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/text.h"
#include "ui/models/chat_model.h"
#include "ui/models/command_model.h"
#include "ui/models/documents_model.h"
#include "ui/models/sessions_model.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;
using Mode = QAbstractItemModelTester::FailureReportingMode;

/// A model that breaks a promise makes Qt warn; the test fails on that.
class ModelsTest : public UiTest {
protected:
    ModelsTest() {
        s_warnings.clear();
        m_before = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
            if (type != QtDebugMsg && type != QtInfoMsg)
                s_warnings += text + QLatin1Char('\n');
        });
    }
    ~ModelsTest() override {
        qInstallMessageHandler(m_before);
        EXPECT_EQ(s_warnings.toStdString(), "");
    }
    static inline QString s_warnings;
    QtMessageHandler m_before = nullptr;
};

SessionDetails sessionNamed(const char* name, const char* changedAt) {
    SessionDetails details;
    details.name = name;
    details.changedAt = changedAt;
    details.chunks = 12;
    return details;
}

TEST_F(ModelsTest, sessions_changeAndGo_newestFirst) {
    SessionsModel model;
    const QAbstractItemModelTester tester(&model, Mode::Warning);
    model.setSessions(
        {sessionNamed("old", "2026-01-01T00:00:00Z"), sessionNamed("new", "2026-02-01T00:00:00Z")});
    EXPECT_EQ(model.rowOf(QStringLiteral("new")), 0);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setSessions(
        {sessionNamed("old", "2026-01-01T00:00:00Z"), sessionNamed("new", "2026-03-01T00:00:00Z")});
    EXPECT_EQ(resets.count(), 0); // the same list: selection stays
    model.setSessions({sessionNamed("old", "2026-01-01T00:00:00Z")});
    EXPECT_EQ(model.rowCount(), 1);
    model.setSessions({});
    EXPECT_EQ(model.rowOf(QStringLiteral("old")), -1);
}

TEST_F(ModelsTest, documents_followTheQueueAndTheSession) {
    makeSession("books", "A lighthouse keeper kept bees.");
    writeFile(m_folder / "a.txt", "The boat came once a month.");
    writeFile(m_folder / "empty.txt", "");
    Engine engine(options());
    IngestQueue queue(engine);
    DocumentsModel model(queue);
    const QAbstractItemModelTester tester(&model, Mode::Warning);
    model.setSession(QStringLiteral("books"));
    DocumentSummary notes;
    notes.id = 1;
    notes.title = notes.path = "notes";
    notes.status = "ready";
    model.setDocuments({notes});
    queue.addPaths(QStringLiteral("books"), {toQt(m_folder / "a.txt"), toQt(m_folder / "empty.txt")});
    ASSERT_TRUE(waitUntil([&] { return model.rowCount() == 3 && !queue.isBusy(); }));
    EXPECT_EQ(model.index(0).data(DocumentsModel::StatusRole).value<DocumentsModel::Status>(),
              DocumentsModel::Status::Ready);
    EXPECT_EQ(model.index(1).data(DocumentsModel::StatusRole).value<DocumentsModel::Status>(),
              DocumentsModel::Status::Ready);
    EXPECT_EQ(model.index(2).data(DocumentsModel::StatusRole).value<DocumentsModel::Status>(),
              DocumentsModel::Status::Failed);
    EXPECT_FALSE(model.index(2).data(DocumentsModel::ProblemRole).toString().isEmpty());
    model.setSession({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(ModelsTest, chat_followsTheConversation) {
    makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    Engine engine(options());
    Conversation conversation(engine);
    ChatModel model(conversation);
    const QAbstractItemModelTester tester(&model, Mode::Warning);
    conversation.open(QStringLiteral("books"));
    conversation.ask(QStringLiteral("Who kept bees?"), {});
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_TRUE(model.index(1).data(ChatModel::RunningRole).toBool());
    ASSERT_TRUE(waitUntil([&] { return !conversation.isBusy(); }));
    EXPECT_FALSE(model.index(1).data(ChatModel::QuotesRole).toStringList().isEmpty());
    conversation.remove(0);
    EXPECT_EQ(model.rowCount(), 0);
    conversation.open({});
}

TEST_F(ModelsTest, commands_areFoundByAnyOfTheirWords) {
    QAction open(QStringLiteral("&Open …")), page(QStringLiteral("Next page")),
        other(QStringLiteral("Paste"));
    page.setEnabled(false);
    CommandModel model;
    const QAbstractItemModelTester tester(&model, Mode::Warning);
    model.setCommands({{&open, QStringLiteral("Session")}, {&page, QStringLiteral("View")}, {&other, {}}});
    CommandFilter filter;
    const QAbstractItemModelTester filterTester(&filter, Mode::Warning);
    filter.setSourceModel(&model);
    filter.setQuery(QStringLiteral("view pa"));
    ASSERT_EQ(filter.rowCount(), 1);
    EXPECT_EQ(filter.index(0, 0).data().toString(), QStringLiteral("Next page"));
    EXPECT_FALSE(filter.index(0, 0).flags().testFlag(Qt::ItemIsEnabled));
    filter.setQuery(QStringLiteral("pa")); // those that begin with it come first
    ASSERT_EQ(filter.rowCount(), 2);
    EXPECT_EQ(filter.index(0, 0).data().toString(), QStringLiteral("Paste"));
    filter.setQuery(QString());
    EXPECT_EQ(filter.index(0, 0).data().toString(), QStringLiteral("Open "));
}

} // namespace
} // namespace memlong::test

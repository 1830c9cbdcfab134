#include "tests/ui/ui_fixture.h"

#include <stdexcept>

#include <QTest>

#include "ui/bridge/text.h"

extern "C" __attribute__((weak)) void openblas_set_num_threads(int);

namespace memlong::test {

void oneBlasThread() {
    if (openblas_set_num_threads != nullptr)
        openblas_set_num_threads(1);
}

UiTest::UiTest() {
    const auto models = resources() / "models";
    std::filesystem::create_directories(models);
    for (const char* name : {"retriever", "tokenizer"})
        std::filesystem::create_directory_symlink(sourceFolder() / "resources/models" / name, models / name);
    std::filesystem::create_directory_symlink(sourceFolder() / "resources/sample", resources() / "sample");
}

ApplicationOptions UiTest::options() const {
    ApplicationOptions options;
    options.dataFolder = m_folder / "data";
    options.resourcesFolder = resources();
    return options;
}

std::promise<void> UiTest::occupyCopier(ui::Engine& engine, QObject* receiver) {
    std::promise<void> release;
    engine.copy<void>(
        receiver,
        [released = release.get_future().share()](Application&, const std::stop_token&) -> Result<void> {
            released.wait();
            return {};
        },
        [](const Result<void>&) {});
    return release;
}

QString UiTest::sampleBookText() {
    return ui::toQt(sourceFolder() / "resources/sample/treasure_island.txt");
}

QString UiTest::sampleBookPdf() {
    return ui::toQt(sourceFolder() / "resources/sample/treasure_island.pdf");
}

void UiTest::makeSession(const std::string& name, const std::string& text) {
    auto application = Application::open(options());
    if (!application)
        throw std::runtime_error(application.error().message);
    auto session = application->openSession(name, true);
    if (!session)
        throw std::runtime_error(session.error().message);
    if (const auto report = (*session)->ingestText(text, "notes", {}, {}, {}); !report)
        throw std::runtime_error(report.error().message);
}

QDir picturesFolder(const QString& name) {
    const QByteArray folder = qgetenv("MEMLONG_TOUR_FOLDER");
    QDir pictures(folder.isEmpty() ? QDir::current().filePath(QStringLiteral("tour"))
                                   : QString::fromUtf8(folder));
    pictures.mkpath(name);
    pictures.cd(name);
    return pictures;
}

bool waitUntil(const std::function<bool()>& condition, int timeoutMs) {
    return QTest::qWaitFor(condition, timeoutMs);
}

} // namespace memlong::test

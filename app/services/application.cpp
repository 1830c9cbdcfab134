#include "app/services/application.h"

#include "app/services/folders.h"
#include "app/services/guard.h"
#include "app/services/model_catalog.h"
#include "app/services/model_host.h"
#include "app/services/model_import.h"
#include "app/services/session.h"
#include "app/services/session_catalog.h"
#include "app/services/session_trash.h"

namespace memlong {

struct Application::State {
    std::shared_ptr<ModelHost> models;

    const Folders& folders() const { return models->folders(); }
};

Application::Application(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Application::Application(Application&&) noexcept = default;
Application& Application::operator=(Application&&) noexcept = default;
Application::~Application() = default;

Result<Application> Application::open(ApplicationOptions options) {
    return withoutExceptions([&]() -> Result<Application> {
        MEMLONG_ASSIGN(Folders folders, findFolders(options));
        options.dataFolder = folders.data;
        options.resourcesFolder = folders.resources;
        auto state = std::make_unique<State>();
        state->models = std::make_shared<ModelHost>(std::move(folders), std::move(options));
        return Application(std::move(state));
    });
}

Result<std::vector<SessionDetails>> Application::sessions() const {
    return withoutExceptions([&] { return listSessions(m_state->folders()); });
}

Result<std::unique_ptr<Session>> Application::openSession(const std::string& name, bool create) {
    return makeSession(name, m_state->models, create);
}

Result<void> Application::createSession(const std::string& name) {
    return withoutExceptions([&] { return createSessionFolder(m_state->folders(), name); });
}

Result<std::string> Application::duplicateSession(const std::string& from, std::string to,
                                                  const ProgressFn& progress, std::stop_token stop) {
    return withoutExceptions(
        [&] { return duplicateSessionFolder(m_state->folders(), from, to, progress, stop); });
}

Result<void> Application::renameSession(const std::string& from, const std::string& to) {
    return withoutExceptions([&] { return renameSessionFolder(m_state->folders(), from, to); });
}

Result<void> Application::deleteSession(const std::string& name) {
    return withoutExceptions([&] { return deleteSessionFolder(m_state->folders(), name); });
}

Result<std::string> Application::trashSession(const std::string& name) {
    return withoutExceptions([&] { return moveToTrash(m_state->folders(), name); });
}

Result<std::string> Application::restoreSession(const std::string& trashed) {
    return withoutExceptions([&] { return restoreFromTrash(m_state->folders(), trashed); });
}

Result<void> Application::emptyTrash(int days) {
    return withoutExceptions([&] { return removeOldTrash(m_state->folders(), days); });
}

Result<std::string> Application::importSession(const std::filesystem::path& archive, std::string name,
                                               const ProgressFn& progress, std::stop_token stop) {
    return withoutExceptions(
        [&] { return importSessionArchive(m_state->folders(), archive, name, progress, stop); });
}

Result<std::vector<ModelEntry>> Application::models() const {
    return withoutExceptions(
        [&]() -> Result<std::vector<ModelEntry>> { return listModels(m_state->folders()); });
}

Result<ModelEntry> Application::modelInfo(const std::string& nameOrFolder) {
    return withoutExceptions([&] { return inspectModel(*m_state->models, nameOrFolder); });
}

Result<ModelEntry> Application::importModel(const ImportRequest& request, const ProgressFn& progress,
                                            std::stop_token stop) {
    return withoutExceptions([&] {
        return importModelFolder(
            *m_state->models, {request.source, request.name, request.tokenizer, request.link, request.move},
            progress, stop);
    });
}

Result<void> Application::removeModel(const std::string& name) {
    return withoutExceptions([&] { return removeImportedModel(*m_state->models, name); });
}

Result<ModelEntry> Application::randomModel(const std::string& config, std::uint64_t seed,
                                            const std::string& dtype, const std::string& output,
                                            const ProgressFn& progress, std::stop_token stop) {
    return withoutExceptions([&] {
        return writeRandomModel(*m_state->models, {config, seed, dtype, output}, progress, stop);
    });
}

const ApplicationOptions& Application::options() const {
    return m_state->models->options();
}

} // namespace memlong

// The window's dialogs: settings, models, first start, export of a conversation; and notifications.
#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/export/chat_export.h"
#include "ui/main_window.h"
#include "ui/models/phrases.h"
#include "ui/style/theme.h"
#include "ui/views/composer.h"
#include "ui/views/first_run.h"
#include "ui/views/models_dialog.h"
#include "ui/views/settings_dialog.h"
#include "ui/views/toast.h"

namespace memlong::ui {

void MainWindow::showSettings() {
    const bool open = !m_session.isEmpty() && !m_details.name.empty();
    auto* const dialog = new SettingsDialog(
        m_settings, open ? std::optional<quint64>(m_details.bank.budgetTokens) : std::nullopt, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::settingsChanged, this, &MainWindow::applySettings);
    connect(dialog, &SettingsDialog::budgetChanged, this, &MainWindow::setBudget);
    dialog->open();
}

void MainWindow::applySettings(const DesktopSettings& settings) {
    const DesktopSettings before = std::exchange(m_settings, settings);
    m_settings.save();
    m_queue.setChunkTokens(m_settings.chunkTokens);
    m_composer->setMode(m_settings.answerMode);
    if (before.theme != settings.theme || before.fontFamily != settings.fontFamily ||
        before.fontSize != settings.fontSize)
        Theme::instance().apply(settings.theme == QStringLiteral("light")  ? ThemeChoice::Light
                                : settings.theme == QStringLiteral("dark") ? ThemeChoice::Dark
                                                                           : ThemeChoice::System,
                                settings.fontFamily, settings.fontSize);
    if (before.threads != settings.threads || before.model != settings.model ||
        before.device != settings.device || before.precision != settings.precision ||
        before.adapter != settings.adapter)
        m_engine.setOptions(settings.applicationOptions(m_baseOptions));
}

void MainWindow::showModels() {
    auto* const dialog =
        new ModelsDialog(m_engine, m_downloads, m_settings, m_session, m_details.retriever, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ModelsDialog::settingsChanged, this, &MainWindow::applySettings);
    connect(dialog, &ModelsDialog::sessionChanged, this, &MainWindow::refreshDetails);
    dialog->open();
}

void MainWindow::showFirstRun() {
    QSettings().setValue(QStringLiteral("program/welcomed"), true);
    auto* const guide = new FirstRun(this);
    guide->setAttribute(Qt::WA_DeleteOnClose);
    connect(guide, &FirstRun::sampleRequested, this, &MainWindow::openSample);
    connect(guide, &FirstRun::modelsRequested, this, &MainWindow::showModels);
    using Models = std::vector<ModelEntry>;
    m_engine.read<Models>(
        guide, [](Application& application, const std::stop_token&) { return application.models(); },
        [guide](const Result<Models>& models) {
            QStringList decoders;
            if (models)
                for (const ModelEntry& model : *models)
                    if (model.kind == "decoder")
                        decoders.push_back(toQt(model.name));
            guide->setDecoders(decoders);
        });
    guide->show();
}

void MainWindow::exportChat() {
    if (m_chat.rowCount() == 0)
        return;
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the conversation"), m_session + QStringLiteral(".md"),
                                     tr("Markdown (*.md);;Web page (*.html);;PDF (*.pdf)"));
    if (path.isEmpty())
        return;
    ExportedChat chat;
    chat.title = m_session;
    chat.date = QLocale().toString(QDateTime::currentDateTime(), QLocale::LongFormat);
    for (const ChatEntry& entry : m_conversation.entries()) {
        ExportedMessage message;
        message.fromUser = entry.fromUser;
        message.text = entry.text;
        if (!entry.fromUser) {
            QStringList details{toQt(entry.report.mode), toQt(entry.report.model)};
            if (entry.report.totalMs > 0)
                details.push_back(durationText(entry.report.totalMs));
            details.removeAll(QString());
            message.details = details.join(QStringLiteral(" · "));
            int number = 0;
            for (const Quote& quote : entry.report.quotes)
                message.citations.push_back(
                    {++number, toQt(quote.title), toQt(quote.text).simplified(), quote.page});
        }
        chat.messages.push_back(std::move(message));
    }
    m_engine.read<void>(
        this, [chat, path](Application&, const std::stop_token&) { return writeChat(chat, path); },
        [this, path](const Result<void>& done) {
            if (done)
                m_toast->show(tr("Conversation exported to %1").arg(QFileInfo(path).fileName()));
            else
                showProblem(toQt(done.error().message));
        });
}

/// The desktop's notification service; without one the status line has said it already.
void MainWindow::notify(const QString& title, const QString& text) {
    QDBusMessage message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    message << QStringLiteral("MemLong") << 0U << QStringLiteral("memlong") << title << text << QStringList()
            << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("memlong-desktop")}} << -1;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (bus.isConnected())
        bus.send(message); // no answer is waited for
    QApplication::alert(this);
}

} // namespace memlong::ui

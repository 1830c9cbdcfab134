// The window's dialogs: settings, models, first start, export of a conversation; and notifications.
#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/export/chat_export.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"
#include "ui/views/composer.h"
#include "ui/views/first_run.h"
#include "ui/views/models_dialog.h"
#include "ui/views/settings_dialog.h"
#include "ui/views/toast.h"
#include "ui/widgets/figures.h"

namespace memlong::ui {

void MainWindow::showSettings() {
    const bool open = !m_session.isEmpty() && !m_details.name.empty();
    auto* const dialog = new SettingsDialog(
        m_settings, open ? std::optional<quint64>(m_details.bank.budgetTokens) : std::nullopt, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::settingsChanged, this, &MainWindow::applySettings);
    connect(dialog, &SettingsDialog::budgetChanged, this, [this, session = m_session](quint64 tokens) {
        if (session == m_session)
            setBudget(tokens);
    });
    dialog->open();
}

void MainWindow::applySettings(const DesktopSettings& settings) {
    const DesktopSettings before = std::exchange(m_settings, settings);
    m_settings.save();
    m_queue.setChunkTokens(m_settings.chunkTokens);
    m_queue.setOcrLanguage(m_settings.ocrLanguage);
    m_composer->setMode(m_settings.answerMode);
    if (before.theme != settings.theme || before.fontFamily != settings.fontFamily ||
        before.fontSize != settings.fontSize)
        Theme::instance().apply(settings.theme == QStringLiteral("light")  ? ThemeChoice::Light
                                : settings.theme == QStringLiteral("dark") ? ThemeChoice::Dark
                                                                           : ThemeChoice::System,
                                settings.fontFamily, settings.fontSize);
    if (before.threads != settings.threads || before.model != settings.model ||
        before.device != settings.device || before.precision != settings.precision ||
        before.adapter != settings.adapter || before.reranker != settings.reranker)
        m_engine.setOptions(settings.applicationOptions(m_baseOptions));
}

void MainWindow::showModels() {
    auto* const dialog = new ModelsDialog(m_engine, m_tasks, m_downloads, m_settings, m_details, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ModelsDialog::settingsChanged, this, [this](const DesktopSettings& settings) {
        const QString before = m_settings.model;
        applySettings(settings);
        if (before != settings.model)
            offerDecoder(before.isEmpty() ? toQt(m_details.decoder) : before, settings.model);
    });
    connect(dialog, &ModelsDialog::retrieverChosen, this, &MainWindow::offerRetriever);
    dialog->open();
}

void MainWindow::connectReencoder() {
    const auto update = [this](const QString& session) {
        if (session == m_session)
            refreshDetails();
    };
    connect(&m_reencoder, &Reencoder::finished, this, [this, update](const QString& session) {
        update(session);
        m_toast->show(tr("The passages of “%1” are ready").arg(session));
        if (m_settings.notifications && !isActiveWindow())
            notify(tr("The passages are ready"), session);
    });
    connect(&m_reencoder, &Reencoder::cancelled, this, [this, update](const QString& session) {
        update(session);
        m_toast->show(tr("Stopped. “%1” stays as it was.").arg(session));
    });
    connect(&m_reencoder, &Reencoder::failed, this,
            [this, update](const QString& session, const QString& message) {
                update(session);
                showProblem(message);
            });
}

void MainWindow::offerRetriever(const QString& retriever) {
    if (m_session.isEmpty() || retriever == toQt(m_details.retriever))
        return;
    if (m_reencoder.isBusy()) {
        showProblem(tr("Passages are being read already. Wait until that is done, or cancel it."));
        return;
    }
    const QString session = m_session; // another one may be open when the box is closed
    QMessageBox box(
        QMessageBox::Question, tr("Another retriever"),
        tr("Let “%1” read the %n passage(s) of “%2”?", nullptr, static_cast<int>(m_details.chunks))
            .arg(retriever, m_session),
        QMessageBox::Cancel, this);
    box.setInformativeText(
        tr("It goes on in the background and can be cancelled. Until it is complete, questions are "
           "answered with “%1” as before.")
            .arg(toQt(m_details.retriever)));
    QPushButton* const read = box.addButton(tr("Read them"), QMessageBox::AcceptRole);
    box.setDefaultButton(read);
    box.exec();
    if (box.clickedButton() == read && session == m_session)
        m_reencoder.changeRetriever(session, retriever);
}

void MainWindow::offerDecoder(const QString& before, const QString& now) {
    if (m_session.isEmpty() || now.isEmpty() || m_details.chunks == 0 || m_reencoder.isBusy())
        return;
    const QString session = m_session;
    QMessageBox box(QMessageBox::Question, tr("Another language model"),
                    tr("“%1” answers from now on. Shall it read the %n passage(s) of “%2” now?", nullptr,
                       static_cast<int>(m_details.chunks))
                        .arg(now, m_session),
                    QMessageBox::NoButton, this);
    box.setInformativeText(before.isEmpty() || before == now
                               ? tr("Otherwise it reads passages when an answer needs them, which makes the "
                                    "first answers slower.")
                               : tr("Otherwise it reads passages when an answer needs them, which makes the "
                                    "first answers slower. What “%1” "
                                    "read is kept: going back to it takes nothing.")
                                     .arg(before));
    QPushButton* const read = box.addButton(tr("Read now"), QMessageBox::AcceptRole);
    box.addButton(tr("When needed"), QMessageBox::RejectRole);
    box.setDefaultButton(read);
    box.exec();
    if (box.clickedButton() == read && session == m_session)
        m_reencoder.complete(session);
}

void MainWindow::readAgain() {
    if (m_reencoder.isBusy())
        showProblem(tr("Passages are being read already. Wait until that is done, or cancel it."));
    else
        m_reencoder.complete(m_session);
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
    ExportedChat chat; // as it is now: another session may be open when the dialog is closed
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
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the conversation"), chat.title + QStringLiteral(".md"),
                                     tr("Markdown (*.md);;Web page (*.html);;PDF (*.pdf)"));
    if (path.isEmpty())
        return;
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

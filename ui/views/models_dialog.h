// The models view as a dialog, with the services behind it.
#pragma once

#include <QDialog>

#include "ui/bridge/background_tasks.h"
#include "ui/bridge/desktop_settings.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/model_downloads.h"

namespace memlong::ui {

class ModelsView;

class ModelsDialog : public QDialog {
    Q_OBJECT
public:
    /// A download or an import goes on when the dialog is closed.
    ModelsDialog(Engine& engine, BackgroundTasks& tasks, ModelDownloads& downloads,
                 const DesktopSettings& settings, const SessionDetails& session, QWidget* parent = nullptr);

Q_SIGNALS:
    void settingsChanged(const memlong::ui::DesktopSettings& settings);
    void retrieverChosen(const QString& name); // belongs to a session; the dialog is closed then

private:
    void refresh();
    void showChoices();
    void change(QString DesktopSettings::*field, const QString& value);
    void importModel(const QString& source, const QString& name, const QString& tokenizer, bool link);
    void showImport();
    void removeModel(const QString& name);
    void connectDownloads(ModelDownloads& downloads);

    Engine& m_engine;
    BackgroundTasks& m_tasks;
    DesktopSettings m_settings;
    QString m_retriever, m_reranker; // the session's
    ModelsView* m_view = nullptr;
    quint64 m_import = 0; // among the tasks
};

} // namespace memlong::ui

// A data folder of its own with the models that come with the program, and an engine over it.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>

#include <QDir>
#include <QString>

#include <gtest/gtest.h>

#include "app/services/application.h"
#include "tests/support/test_support.h"
#include "ui/bridge/engine.h"

namespace memlong::test {

/// Threads of OpenBLAS spin while they wait for each other; one is enough here.
void oneBlasThread();

class UiTest : public ::testing::Test {
protected:
    UiTest();

    ApplicationOptions options() const;
    std::filesystem::path resources() const { return m_folder / "resources"; }
    static QString sampleBookText();
    static QString sampleBookPdf();
    /// A session with this text in it, made by the services directly.
    void makeSession(const std::string& name, const std::string& text);

    /// The thread that copies waits until the promise is kept.
    static std::promise<void> occupyCopier(ui::Engine& engine, QObject* receiver);

    TemporaryFolder m_folder;
};

/// Where a tour puts its pictures: <name> of the folder that MEMLONG_TOUR_FOLDER names, or of tour/ here.
QDir picturesFolder(const QString& name);

/// Lets events happen until `condition` holds. False after a long while.
bool waitUntil(const std::function<bool()>& condition, int timeoutMs = 60000);

} // namespace memlong::test

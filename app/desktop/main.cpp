// memlong-desktop: puts the parts together.
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include "app/services/application.h"
#include "ui/bridge/desktop_settings.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"

using namespace memlong;
using namespace memlong::ui;

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("memlong"));
    QApplication::setOrganizationName(QStringLiteral("memlong"));
    QApplication::setDesktopFileName(QStringLiteral("memlong-desktop"));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Ask questions across book-length documents."));
    parser.addHelpOption();
    const QCommandLineOption dataDir(QStringLiteral("data-dir"),
                                     QApplication::translate("main", "Where sessions and models are kept."),
                                     QStringLiteral("folder"));
    parser.addOption(dataDir);
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main", "Documents or .memlong sessions."),
                                 QStringLiteral("[files...]"));
    parser.process(application);

    ApplicationOptions options;
    options.dataFolder = pathFromQt(parser.value(dataDir));
    const auto opened = Application::open(options); // finds the folders; opens nothing
    if (opened)
        options = opened->options();

    const DesktopSettings settings = DesktopSettings::load();
    const ThemeChoice theme = settings.theme == QStringLiteral("light")  ? ThemeChoice::Light
                              : settings.theme == QStringLiteral("dark") ? ThemeChoice::Dark
                                                                         : ThemeChoice::System;
    Theme::instance().apply(theme, settings.fontFamily, settings.fontSize);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/memlong/icons/memlong.svg")));

    Engine engine(settings.applicationOptions(options));
    MainWindow window(engine, options);
    window.show();
    window.openPaths(parser.positionalArguments());
    return QApplication::exec();
}

// memlong-desktop: puts the parts together.
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "app/services/application.h"
#include "engine/base/idle_threads.h"
#include "ui/bridge/desktop_settings.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/single_instance.h"
#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"

using namespace memlong;
using namespace memlong::ui;

namespace {

/// The program's own words and Qt's.
void translate(QApplication& application, const QString& language) {
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    auto* const ofQt = new QTranslator(&application);
    if (ofQt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                   QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(ofQt);
    auto* const own = new QTranslator(&application);
    if (own->load(locale, QStringLiteral("memlong"), QStringLiteral("_"),
                  QStringLiteral(":/memlong/translations")))
        QApplication::installTranslator(own);
    else if (own->load(QStringLiteral(":/memlong/translations/memlong_en.qm"))) // its plurals
        QApplication::installTranslator(own);
    QApplication::setLayoutDirection(locale.textDirection());
}

} // namespace

int main(int argc, char** argv) {
    letIdleThreadsSleep(argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("memlong"));
    QApplication::setOrganizationName(QStringLiteral("memlong"));
    QApplication::setApplicationVersion(toQt(versionText()));
    QApplication::setDesktopFileName(QStringLiteral("memlong-desktop"));
    Theme::instance(); // its resources hold the translations too
    const DesktopSettings settings = DesktopSettings::load();
    translate(application, settings.language);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Ask questions across book-length documents."));
    parser.addHelpOption();
    parser.addVersionOption();
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
    if (const auto found = Application::open(options)) // finds the folders; opens nothing
        options = found->options();

    SingleInstance instance(toQt(options.dataFolder));
    if (instance.handOver(parser.positionalArguments()))
        return 0;
    instance.listen();

    Theme::instance().apply(settings.theme == QStringLiteral("light")  ? ThemeChoice::Light
                            : settings.theme == QStringLiteral("dark") ? ThemeChoice::Dark
                                                                       : ThemeChoice::System,
                            settings.fontFamily, settings.fontSize);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/memlong/icons/memlong.svg")));

    Engine engine(settings.applicationOptions(options));
    MainWindow window(engine, options);
    QObject::connect(&instance, &SingleInstance::pathsReceived, &window, [&window](const QStringList& paths) {
        window.openPaths(paths);
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
    });
    window.show();
    window.openPaths(parser.positionalArguments());
    return QApplication::exec();
}

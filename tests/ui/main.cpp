// Tests of the desktop program: offscreen unless a platform is named, with a configuration folder of their
// own.
#include <QApplication>
#include <QTemporaryDir>
#include <QTranslator>

#include <gtest/gtest.h>

#include "tests/ui/ui_fixture.h"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests))
        return RUN_ALL_TESTS();
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir configuration;
    qputenv("XDG_CONFIG_HOME", configuration.path().toUtf8());
    qputenv("XDG_RUNTIME_DIR", configuration.path().toUtf8());
    qputenv("LANGUAGE", "en");
    qputenv("LC_ALL", "C.UTF-8");
    memlong::test::oneBlasThread();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("memlong"));
    QApplication::setOrganizationName(QStringLiteral("memlong"));
    QTranslator english; // its plurals
    if (english.load(QStringLiteral(MEMLONG_TRANSLATIONS "/memlong_en.qm")))
        QApplication::installTranslator(&english);
    return RUN_ALL_TESTS();
}

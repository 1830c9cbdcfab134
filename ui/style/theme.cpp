#include "ui/style/theme.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QPalette>
#include <QRegularExpression>
#include <QSettings>
#include <QStyleFactory>

// The resources are in this static library: outside a namespace, as Qt wants it.
static void initialiseResources() {
    Q_INIT_RESOURCE(desktop);
}

namespace memlong::ui {

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme() {
    initialiseResources();
    const QPalette system = QGuiApplication::palette();
    m_systemDark =
        system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    m_systemFamily = QApplication::font().family();
    m_systemPointSize = QApplication::font().pointSizeF() > 0 ? QApplication::font().pointSizeF() : 10;
}

QColor Theme::colour(const char* name) const {
    return QColor(m_colours.value(QString::fromLatin1(name)));
}

void Theme::load(bool dark) {
    m_colours.clear();
    const QSettings file(dark ? QStringLiteral(":/memlong/styles/dark.ini")
                              : QStringLiteral(":/memlong/styles/light.ini"),
                         QSettings::IniFormat);
    for (const QString& key : file.allKeys())
        m_colours.insert(key, file.value(key).toString());
}

void Theme::apply(ThemeChoice choice, const QString& fontFamily, int pointSize) {
    load(choice == ThemeChoice::Dark || (choice == ThemeChoice::System && m_systemDark));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));

    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const char* name) {
        palette.setColor(role, colour(name));
    };
    set(QPalette::Window, "window");
    set(QPalette::WindowText, "text");
    set(QPalette::Base, "card");
    set(QPalette::AlternateBase, "hover");
    set(QPalette::Text, "text");
    set(QPalette::Button, "card");
    set(QPalette::ButtonText, "text");
    set(QPalette::BrightText, "accentText");
    set(QPalette::ToolTipBase, "raised");
    set(QPalette::ToolTipText, "text");
    set(QPalette::PlaceholderText, "faint");
    set(QPalette::Highlight, "accent");
    set(QPalette::HighlightedText, "accentText");
    set(QPalette::Link, "link");
    set(QPalette::LinkVisited, "link");
    set(QPalette::Light, "raised");
    set(QPalette::Midlight, "hover");
    set(QPalette::Mid, "border");
    set(QPalette::Dark, "borderStrong");
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour("faint"));
    QApplication::setPalette(palette);

    QFont font(fontFamily.isEmpty() ? m_systemFamily : fontFamily);
    font.setPointSizeF(pointSize > 0 ? pointSize : m_systemPointSize);
    QApplication::setFont(font);

    QFile file(QStringLiteral(":/memlong/styles/memlong.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QString sheet = QString::fromUtf8(file.readAll());
    QString filled;
    static const QRegularExpression name(QStringLiteral("@([A-Za-z]+)"));
    qsizetype at = 0;
    for (auto found = name.globalMatch(sheet); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        filled += QStringView(sheet).mid(at, match.capturedStart() - at);
        const QString key = match.captured(1);
        filled += key == QStringLiteral("icons") ? QStringLiteral(":/memlong/icons") : m_colours.value(key);
        at = match.capturedEnd();
    }
    filled += QStringView(sheet).mid(at);
    qApp->setStyleSheet(filled);
    Q_EMIT changed();
}

} // namespace memlong::ui

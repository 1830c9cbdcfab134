// Light and dark: the palette and the style sheet of resources/styles, applied to the whole program.
#pragma once

#include <QColor>
#include <QHash>
#include <QObject>
#include <QString>

namespace memlong::ui {

enum class ThemeChoice { System, Light, Dark };

class Theme : public QObject {
    Q_OBJECT
public:
    static Theme& instance();

    /// `pointSize` 0: the desktop's own font size.
    void apply(ThemeChoice choice, const QString& fontFamily = {}, int pointSize = 0);
    /// By the names of the .ini files.
    QColor colour(const char* name) const;

Q_SIGNALS:
    void changed();

private:
    Theme();
    void load(bool dark);

    bool m_systemDark = false; // as the desktop was found
    QString m_systemFamily;
    double m_systemPointSize = 10;
    QHash<QString, QString> m_colours;
};

} // namespace memlong::ui

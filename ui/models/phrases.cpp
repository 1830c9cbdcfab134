#include "ui/models/phrases.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace memlong::ui {
namespace {

class Phrases {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::Phrases)
};

} // namespace

QString whenText(const QString& iso) {
    const QDateTime when = QDateTime::fromString(iso, Qt::ISODate);
    if (!when.isValid())
        return {};
    const qint64 seconds = when.secsTo(QDateTime::currentDateTimeUtc());
    if (seconds < 60)
        return Phrases::tr("just now");
    if (seconds < 3600)
        return Phrases::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / 60));
    if (seconds < 24 * 3600)
        return Phrases::tr("%n hour(s) ago", nullptr, static_cast<int>(seconds / 3600));
    if (seconds < 7 * 24 * 3600)
        return Phrases::tr("%n day(s) ago", nullptr, static_cast<int>(seconds / (24 * 3600)));
    return QLocale().toString(when.toLocalTime().date(), QLocale::ShortFormat);
}

} // namespace memlong::ui

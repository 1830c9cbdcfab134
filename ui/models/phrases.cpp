#include "ui/models/phrases.h"

#include <cmath>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace memlong::ui {
namespace {

class Phrases {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::Phrases)
};

} // namespace

QString countText(qint64 count) {
    return QLocale().toString(count);
}

QString timeLeftText(double seconds) {
    if (seconds < 0)
        return {};
    if (seconds < 60)
        return Phrases::tr("%n second(s) left", nullptr, std::max(1, static_cast<int>(std::ceil(seconds))));
    if (seconds < 3600)
        return Phrases::tr("about %n minute(s) left", nullptr, static_cast<int>(std::ceil(seconds / 60)));
    return Phrases::tr("about %n hour(s) left", nullptr, static_cast<int>(std::ceil(seconds / 3600)));
}

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

QString bytesText(quint64 bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace memlong::ui

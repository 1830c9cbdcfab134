#include "ui/widgets/figures.h"

#include <cmath>

#include <QCoreApplication>
#include <QLocale>

namespace memlong::ui {
namespace {

class Figures {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::Figures)
};

} // namespace

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 1000000 ? 0 : 1,
                                       QLocale::DataSizeSIFormat);
}

QString countText(std::int64_t count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString parametersText(std::uint64_t count) {
    if (count == 0)
        return {};
    const auto value = static_cast<double>(count);
    if (count >= 1000000000)
        return Figures::tr("%1 billion", "parameters").arg(QLocale().toString(value / 1e9, 'f', 1));
    if (count >= 1000000)
        return Figures::tr("%1 million", "parameters").arg(QLocale().toString(value / 1e6, 'f', 1));
    return Figures::tr("%1 thousand", "parameters").arg(QLocale().toString(value / 1e3, 'f', 0));
}

QString durationText(double ms) {
    if (ms < 1000)
        return Figures::tr("%1 ms").arg(QLocale().toString(std::round(ms), 'f', 0));
    return Figures::tr("%1 s").arg(QLocale().toString(ms / 1000, 'f', ms < 10000 ? 1 : 0));
}

QString secondsLeftText(double seconds) {
    if (!(seconds >= 0) || seconds > 1e7)
        return {};
    if (seconds < 60)
        return Figures::tr("about %n second(s) left", nullptr, static_cast<int>(std::ceil(seconds)));
    if (seconds < 5400)
        return Figures::tr("about %n minute(s) left", nullptr, static_cast<int>(std::round(seconds / 60)));
    return Figures::tr("about %n hour(s) left", nullptr, static_cast<int>(std::round(seconds / 3600)));
}

} // namespace memlong::ui

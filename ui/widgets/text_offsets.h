// Between code points, which the services count, and UTF-16 units, which Qt counts.
#pragma once

#include <QString>

namespace memlong::ui {

inline int utf16Offset(QStringView text, qsizetype codePoints) {
    qsizetype at = 0;
    for (; codePoints > 0 && at < text.size(); --codePoints)
        at += text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
    return static_cast<int>(at);
}

inline int codePointOffset(QStringView text, qsizetype units) {
    int codePoints = 0;
    for (qsizetype at = 0; at < text.size() && at < units; ++codePoints)
        at += text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
    return codePoints;
}

} // namespace memlong::ui

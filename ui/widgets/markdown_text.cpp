#include "ui/widgets/markdown_text.h"

#include <QRegularExpression>

namespace memlong::ui {

QString markdownEscaped(const QString& text) {
    static const QRegularExpression special(QStringLiteral("([\\\\`*_\\[\\]<>#|])"));
    QString out = text.simplified();
    return out.replace(special, QStringLiteral("\\\\1"));
}

} // namespace memlong::ui

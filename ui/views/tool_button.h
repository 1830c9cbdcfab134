// A small button with an icon only; its name is for the tooltip and for screen readers.
#pragma once

#include <QString>

class QToolButton;

namespace memlong::ui {

QToolButton* toolButton(const char* icon, const QString& name);

} // namespace memlong::ui

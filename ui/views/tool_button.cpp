#include "ui/views/tool_button.h"

#include <QToolButton>

#include "ui/widgets/icons.h"

namespace memlong::ui {

QToolButton* toolButton(const char* icon, const QString& name) {
    auto* const button = new QToolButton;
    button->setIcon(lineIcon(icon));
    button->setIconSize({16, 16});
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace memlong::ui

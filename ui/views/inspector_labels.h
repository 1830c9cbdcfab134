// Labels that the inspector's panes have in common.
#pragma once

#include <QLabel>
#include <QVBoxLayout>

namespace memlong::ui {

inline QLabel* quietLabel(const QString& text = {}) {
    auto* const label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

inline QLabel* headingLabel(const QString& text = {}) {
    auto* const label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

/// A pane that has nothing to show yet, and how that changes.
inline QWidget* emptyPane(const QString& text) {
    auto* const page = new QWidget;
    QLabel* const label = quietLabel(text);
    label->setAlignment(Qt::AlignCenter);
    auto* const column = new QVBoxLayout(page);
    column->setContentsMargins(32, 24, 32, 24);
    column->addStretch(2);
    column->addWidget(label);
    column->addStretch(3);
    return page;
}

} // namespace memlong::ui

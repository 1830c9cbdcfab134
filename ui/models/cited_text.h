// A generated answer with numbered citations: behind each sentence the quotes whose words it shares.
#pragma once

#include <vector>

#include <QString>

#include "app/services/types.h"

namespace memlong::ui {

struct CitedText {
    QString text;
    /// Offset in the answer as it was generated, and how much was inserted there; ascending.
    std::vector<std::pair<int, int>> insertions;

    int fromPlain(int offset) const; // in `text`
    int toPlain(int offset) const;
};

/// [n] for quotes[n - 1]. A sentence is cited when most of its longer words stand in the quote; at most two
/// quotes a sentence. Code blocks stay as they are.
CitedText withCitations(const QString& answer, const std::vector<Quote>& quotes);

} // namespace memlong::ui

// Which parts of an answer leant on which chunks, as colours for its text.
#pragma once

#include <optional>
#include <vector>

#include "ui/views/inspected_answer.h"
#include "ui/widgets/markdown_view.h"

namespace memlong::ui {

/// The answer's parts; one for the whole answer when only mean shares were recorded, none without attention.
std::vector<AttendedPart> attendedParts(const InspectedAnswer& answer);

/// Each part in the colour of the chunk it leant on most; with `chunk`, in that chunk's colour, the stronger
/// the more of its attention went there.
std::vector<TintedPart> tints(const InspectedAnswer& answer, std::optional<memlong::Id> chunk,
                              const QPalette& palette);

/// The part at this code point, when it leant on any chunk.
std::optional<AttendedPart> attendedPartAt(const InspectedAnswer& answer, int codePoint);

/// Its words and the chunks that it leant on most, in a line.
QString partSummary(const InspectedAnswer& answer, const AttendedPart& part);

/// The chunk that the part at this code point leant on most.
std::optional<memlong::Id> strongestChunkAt(const InspectedAnswer& answer, int codePoint);

/// Words of `now` that `before` does not have in their place.
std::vector<TintedPart> changedWords(const QString& before, const QString& now, const QColor& colour);

} // namespace memlong::ui

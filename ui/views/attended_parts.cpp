#include "ui/views/attended_parts.h"

#include <algorithm>
#include <functional>

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include "ui/views/retrieved_model.h"
#include "ui/widgets/text_offsets.h"

namespace memlong::ui {
namespace {

constexpr std::size_t kMostWords = 1500; // compared with each other
constexpr qsizetype kMostRanks = 4;      // named in a summary

class AttendedParts {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::AttendedParts)
};

using Share = std::pair<memlong::Id, double>;

/// Null when nothing of the part's attention went to a chunk.
const Share* strongest(const AttendedPart& part) {
    const auto most = std::max_element(part.shares.begin(), part.shares.end(),
                                       [](const Share& a, const Share& b) { return a.second < b.second; });
    return most == part.shares.end() || !(most->second > 0) ? nullptr : &*most;
}

int rankOf(const InspectedAnswer& answer, memlong::Id chunk) {
    for (const SearchResult& result : answer.report.search.results)
        if (result.chunk == chunk)
            return result.rank;
    return 0;
}

struct Word {
    int begin = 0, end = 0;
    QStringView text;
};

std::vector<Word> wordsOf(const QString& text) {
    static const QRegularExpression word(QStringLiteral("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]"));
    std::vector<Word> words;
    for (auto found = word.globalMatch(text); found.hasNext() && words.size() < kMostWords;) {
        const auto match = found.next();
        words.push_back({static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedEnd()),
                         QStringView(text).mid(match.capturedStart(), match.capturedLength())});
    }
    return words;
}

} // namespace

std::vector<AttendedPart> attendedParts(const InspectedAnswer& answer) {
    if (!answer.report.parts.empty())
        return answer.report.parts;
    AttendedPart whole;
    whole.end = static_cast<int>(QString::fromStdString(answer.report.answer).toUcs4().size());
    for (const SearchResult& result : answer.report.search.results)
        if (const auto share = meanAttention(result))
            whole.shares.emplace_back(result.chunk, *share);
    if (whole.shares.empty() || whole.end == 0)
        return {};
    return {std::move(whole)};
}

std::vector<TintedPart> tints(const InspectedAnswer& answer, std::optional<memlong::Id> chunk,
                              const QPalette& palette) {
    std::vector<TintedPart> tinted;
    const std::vector<AttendedPart> parts = attendedParts(answer);
    double most = 0;
    for (const AttendedPart& part : parts)
        if (const Share* best = strongest(part))
            most = std::max(most, best->second);
    const QString text = QString::fromStdString(answer.report.answer);
    int codePoints = 0, units = 0; // parts come in order: counted once
    const auto unitsAt = [&](int codePoint) {
        units += utf16Offset(QStringView(text).mid(units), codePoint - codePoints);
        codePoints = codePoint;
        return units;
    };
    for (const AttendedPart& part : parts) {
        const Share* shown = strongest(part);
        if (chunk) {
            shown = nullptr;
            for (const Share& share : part.shares)
                if (share.first == *chunk && share.second > 0)
                    shown = &share;
        }
        if (!shown || most <= 0)
            continue;
        QColor colour = chunkColour(rankOf(answer, shown->first), palette);
        colour.setAlphaF(static_cast<float>(std::clamp(0.25 + 0.75 * shown->second / most, 0.25, 1.0)));
        const int begin = unitsAt(part.begin);
        tinted.push_back({begin, unitsAt(part.end), colour});
    }
    return tinted;
}

std::optional<AttendedPart> attendedPartAt(const InspectedAnswer& answer, int codePoint) {
    for (AttendedPart& part : attendedParts(answer))
        if (codePoint >= part.begin && codePoint < part.end && strongest(part))
            return std::move(part);
    return std::nullopt;
}

std::optional<memlong::Id> strongestChunkAt(const InspectedAnswer& answer, int codePoint) {
    const std::optional<AttendedPart> part = attendedPartAt(answer, codePoint);
    return part ? std::optional(strongest(*part)->first) : std::nullopt;
}

QString partSummary(const InspectedAnswer& answer, const AttendedPart& part) {
    std::vector<Share> shares = part.shares;
    std::ranges::stable_sort(shares, std::greater(), &Share::second);
    QStringList shown;
    for (const Share& share : shares)
        if (const int rank = rankOf(answer, share.first); rank > 0 && shown.size() < kMostRanks)
            shown << AttendedParts::tr("no. %1 with %2 %")
                         .arg(rank)
                         .arg(QLocale().toString(share.second * 100, 'f', 1));
    const QString text = QString::fromStdString(answer.report.answer);
    const int begin = utf16Offset(text, part.begin);
    const QString words = text.mid(begin, utf16Offset(text, part.end) - begin).simplified();
    return AttendedParts::tr("“%1” looked at %2").arg(words, shown.join(QStringLiteral(", ")));
}

std::vector<TintedPart> changedWords(const QString& before, const QString& now, const QColor& colour) {
    const std::vector<Word> a = wordsOf(before);
    const std::vector<Word> b = wordsOf(now);
    // Longest common subsequence: lengths[i][j] of a from i and b from j on.
    const std::size_t width = b.size() + 1;
    std::vector<std::uint16_t> lengths((a.size() + 1) * width, 0);
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            lengths[i * width + j] = a[i].text == b[j].text
                                         ? static_cast<std::uint16_t>(lengths[(i + 1) * width + j + 1] + 1)
                                         : std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    std::vector<TintedPart> changed;
    for (std::size_t i = 0, j = 0; j < b.size();) {
        if (i < a.size() && a[i].text == b[j].text) {
            ++i;
            ++j;
        } else if (i < a.size() && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
            ++i;
        } else {
            changed.push_back({b[j].begin, b[j].end, colour});
            ++j;
        }
    }
    return changed;
}

} // namespace memlong::ui

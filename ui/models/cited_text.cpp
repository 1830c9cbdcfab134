#include "ui/models/cited_text.h"

#include <algorithm>

#include <QRegularExpression>
#include <QSet>
#include <QTextBoundaryFinder>

#include "ui/bridge/text.h"

namespace memlong::ui {
namespace {

constexpr int kFewestShared = 3;
constexpr double kShareNeeded = 0.5;
constexpr std::size_t kMostCitations = 2; // of a sentence

/// Words that tell sentences apart: longer ones, and single characters of scripts without spaces.
QSet<QString> wordsOf(const QString& text) {
    static const QRegularExpression word(
        QStringLiteral("\\p{Han}|[\\p{Hiragana}\\p{Katakana}]{2,}|[\\p{L}\\p{N}]{4,}"),
        QRegularExpression::UseUnicodePropertiesOption);
    QSet<QString> words;
    for (auto found = word.globalMatch(text); found.hasNext();)
        words.insert(found.next().captured().toCaseFolded());
    return words;
}

/// Begin and end of fenced code.
std::vector<std::pair<qsizetype, qsizetype>> codeBlocks(const QString& text) {
    std::vector<std::pair<qsizetype, qsizetype>> blocks;
    for (qsizetype begin = text.indexOf(QStringLiteral("```")); begin >= 0;) {
        const qsizetype end = text.indexOf(QStringLiteral("```"), begin + 3);
        blocks.emplace_back(begin, end < 0 ? text.size() : end + 3);
        begin = end < 0 ? -1 : text.indexOf(QStringLiteral("```"), end + 3);
    }
    return blocks;
}

} // namespace

int CitedText::fromPlain(int offset) const {
    int shift = 0;
    for (const auto& [at, length] : insertions) {
        if (at >= offset)
            break;
        shift += length;
    }
    return offset + shift;
}

int CitedText::toPlain(int offset) const {
    int shift = 0;
    for (const auto& [at, length] : insertions) {
        if (at + shift >= offset)
            break;
        if (offset < at + shift + length)
            return at;
        shift += length;
    }
    return offset - shift;
}

CitedText withCitations(const QString& answer, const std::vector<Quote>& quotes) {
    std::vector<QSet<QString>> quoted;
    for (const Quote& quote : quotes)
        quoted.push_back(wordsOf(toQt(quote.text)));
    const auto code = codeBlocks(answer);
    CitedText cited;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Sentence, answer);
    for (qsizetype begin = 0, end = finder.toNextBoundary(); end > begin;
         begin = end, end = finder.toNextBoundary()) {
        qsizetype last = end; // before the space behind the sentence
        while (last > begin && answer[last - 1].isSpace())
            --last;
        const QString sentence = answer.mid(begin, last - begin);
        const bool inCode = std::ranges::any_of(
            code, [&](const auto& block) { return block.first < last && begin < block.second; });
        QString marks;
        if (!inCode) {
            const QSet<QString> words = wordsOf(sentence);
            std::vector<std::pair<double, std::size_t>> fitting;
            for (std::size_t i = 0; i < quoted.size(); ++i) {
                QSet<QString> shared = words;
                shared.intersect(quoted[i]);
                const double share =
                    words.isEmpty() ? 0
                                    : static_cast<double>(shared.size()) / static_cast<double>(words.size());
                if (shared.size() >= kFewestShared && share >= kShareNeeded)
                    fitting.emplace_back(-share, i);
            }
            std::ranges::sort(fitting);
            for (std::size_t i = 0; i < std::min(fitting.size(), kMostCitations); ++i)
                marks += QStringLiteral(" [%1]").arg(fitting[i].second + 1);
        }
        cited.text += answer.mid(begin, last - begin) + marks + answer.mid(last, end - last);
        if (!marks.isEmpty())
            cited.insertions.emplace_back(static_cast<int>(last), static_cast<int>(marks.size()));
    }
    return cited;
}

} // namespace memlong::ui

#include "engine/text/sentences.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_set>

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Titles and the like: a name or an example follows, never a new sentence.
const std::unordered_set<std::string_view>& alwaysAbbreviations() {
    static const std::unordered_set<std::string_view> words{
        "mr",   "mrs",  "ms",    "dr",   "prof",   "st",   "rev",  "hon",  "gen", "col",  "capt",
        "lt",   "sgt",  "maj",   "v",    "cpl",    "adm",  "gov",  "sen",  "rep", "pres", "messrs",
        "mme",  "mlle", "mlles", "mm",   "hr",     "vs",   "cf",   "e.g",  "i.e", "viz",  "z.b",
        "d.h",  "u.a",  "bzw",   "bspw", "sra",    "srta", "sr",   "dña",  "ud",  "uds",  "т.е",
        "т.к",  "т.н",  "им",    "св",   "ibid",   "esq",  "supt", "insp", "mt",  "ft",   "sig",
        "dott", "mevr", "dhr",   "ca",   "approx", "ph.d"};
    return words;
}

/// A number follows: "No. 5", "vol. 2".
const std::unordered_set<std::string_view>& numberAbbreviations() {
    static const std::unordered_set<std::string_view> words{
        "no",  "nos", "vol", "vols", "p",   "pp",  "ch",   "chap", "fig", "figs", "sec",
        "art", "eq",  "nr",  "bd",   "s",   "abb", "abs",  "bk",   "pt",  "ed",   "jan",
        "feb", "mar", "apr", "jun",  "jul", "aug", "sept", "sep",  "oct", "nov",  "dec",
        "стр", "рис", "гл",  "т",    "núm", "cap", "tab",  "tabl", "ver"};
    return words;
}

/// Words that begin a sentence rather than a name: after "U.S." they decide.
const std::unordered_set<std::string_view>& sentenceStarters() {
    static const std::unordered_set<std::string_view> words{
        "The", "A",     "An",     "He",  "She",  "It",   "They",  "We",    "You",   "I",    "But",
        "And", "In",    "On",     "At",  "This", "That", "These", "Those", "There", "When", "Then",
        "If",  "As",    "So",     "His", "Her",  "Its",  "Their", "My",    "What",  "Who",  "Why",
        "How", "After", "Before", "For", "Yet",  "Now",  "Not",   "No",    "Yes",   "One"};
    return words;
}

UChar32 codePointAt(std::string_view text, std::size_t offset) {
    if (offset >= text.size())
        return 0;
    UChar32 c = 0;
    auto i = static_cast<int32_t>(0);
    const auto length = static_cast<int32_t>(std::min<std::size_t>(text.size() - offset, 4));
    U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data() + offset), i, length, c);
    return c;
}

std::size_t previousOffset(std::string_view text, std::size_t offset) {
    do
        --offset;
    while (offset > 0 && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80);
    return offset;
}

bool isQuoteOrBracket(UChar32 c) {
    if (c == '"' || c == '\'')
        return true;
    const int type = u_charType(c);
    return type == U_START_PUNCTUATION || type == U_END_PUNCTUATION || type == U_INITIAL_PUNCTUATION ||
           type == U_FINAL_PUNCTUATION;
}

TextRange trimmed(std::string_view text, TextRange range) {
    constexpr std::string_view kWideSpace = "\u3000";
    while (range.begin < range.end) {
        const std::string_view rest = text.substr(range.begin, range.end - range.begin);
        if (isSpace(rest.front()))
            ++range.begin;
        else if (rest.starts_with(kWideSpace))
            range.begin += kWideSpace.size();
        else if (isSpace(rest.back()))
            --range.end;
        else if (rest.ends_with(kWideSpace))
            range.end -= kWideSpace.size();
        else
            break;
    }
    return range;
}

bool hasBlankLine(std::string_view gap) {
    const std::size_t first = gap.find('\n');
    return first != std::string_view::npos && gap.find('\n', first + 1) != std::string_view::npos;
}

/// The word before the full stop that ends `piece`, with inner full stops ("e.g"); nothing without one.
std::optional<std::string_view> wordBeforeFullStop(std::string_view piece) {
    if (piece.empty() || piece.back() != '.')
        return std::nullopt;
    const std::size_t end = piece.size() - 1;
    std::size_t begin = end;
    while (begin > 0) {
        const std::size_t previous = previousOffset(piece, begin);
        const UChar32 c = codePointAt(piece, previous);
        if (!u_isalnum(c) && c != '.')
            break;
        begin = previous;
    }
    return piece.substr(begin, end - begin);
}

std::string foldedCase(std::string_view word) {
    std::string out;
    for (std::size_t i = 0; i < word.size();) {
        const UChar32 c = codePointAt(word, i);
        const std::size_t length = static_cast<std::size_t>(U8_LENGTH(c));
        uint8_t bytes[4];
        int32_t used = 0;
        U8_APPEND_UNSAFE(bytes, used, u_tolower(c));
        out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(used));
        i += length;
    }
    return out;
}

/// German ordinals: "Am 3. Mai", "der 2. Weltkrieg".
bool isOrdinal(std::string_view piece, std::string_view number, std::string_view next) {
    static const std::unordered_set<std::string_view> months{
        "Januar", "Jänner", "Februar",   "März",    "April",    "Mai",     "Juni",
        "Juli",   "August", "September", "Oktober", "November", "Dezember"};
    static const std::unordered_set<std::string_view> before{"der", "die", "das", "dem", "den",  "des", "am",
                                                             "vom", "zum", "im",  "bis", "seit", "ab"};
    if (number.empty() || number.size() > 2 || number.find_first_not_of("0123456789") != number.npos)
        return false;
    std::size_t end = 0;
    while (end < next.size() && (static_cast<unsigned char>(next[end]) >= 0x80 || u_isalpha(next[end])))
        ++end;
    if (months.contains(next.substr(0, end)))
        return true;
    std::string_view head = piece.substr(0, piece.size() - 1 - number.size());
    if (head.empty() || !isSpace(head.back()))
        return false;
    head.remove_suffix(1);
    const std::size_t space = head.find_last_of(" \n\t(");
    return before.contains(foldedCase(head.substr(space == head.npos ? 0 : space + 1)));
}

/// "1." or "IV." or "a." on its own: the number of a heading or list item.
bool isEnumerator(std::string_view piece) {
    if (piece.size() < 2 || piece.size() > 6 || (piece.back() != '.' && piece.back() != ')'))
        return false;
    const std::string_view body = piece.substr(0, piece.size() - 1);
    const bool digits = body.find_first_not_of("0123456789.") == std::string_view::npos;
    const bool roman = body.find_first_not_of("IVXLC") == std::string_view::npos;
    return digits || roman || (body.size() == 1 && u_isalpha(body.front()));
}

bool hasLetterOrDigit(std::string_view piece) {
    for (std::size_t i = 0; i < piece.size();) {
        const UChar32 c = codePointAt(piece, i);
        if (u_isalnum(c))
            return true;
        i += static_cast<std::size_t>(U8_LENGTH(c));
    }
    return false;
}

std::string_view firstWord(std::string_view piece) {
    std::size_t end = 0;
    while (end < piece.size() && !isSpace(piece[end]) && piece[end] != ',' && piece[end] != '\'')
        ++end;
    return piece.substr(0, end);
}

/// A full stop of an abbreviation or initial at the end of `piece`; `next` is what follows.
bool endsWithAbbreviation(std::string_view piece, std::string_view next) {
    const auto word = wordBeforeFullStop(piece);
    if (!word || word->empty())
        return false;
    const std::string folded = foldedCase(*word);
    if (alwaysAbbreviations().contains(folded))
        return true;
    const UChar32 follows = codePointAt(next, 0);
    if (numberAbbreviations().contains(folded) && u_isdigit(follows))
        return true;
    if (folded == "al" && (u_isdigit(follows) || follows == '(' || follows == '[')) // "et al. 1986"
        return true;
    if (isOrdinal(piece, *word, next))
        return true;
    const std::size_t lastLetter = previousOffset(*word, word->size());
    if (!u_isupper(codePointAt(*word, lastLetter)))
        return false;
    if (lastLetter == 0) // "J." of "J. K. Rowling"; but "It was I."
        return *word != "I" || piece.size() == 2;
    const bool dotted = (*word)[lastLetter - 1] == '.'; // "U.S."
    return dotted && !sentenceStarters().contains(firstWord(next));
}

/// True when ICU's boundary between `piece` and `next` is none: the text goes on.
bool goesOn(std::string_view piece, std::string_view next) {
    if (!hasLetterOrDigit(next))
        return true;
    std::size_t begin = 0;
    while (begin < next.size() && isQuoteOrBracket(codePointAt(next, begin)))
        begin += static_cast<std::size_t>(U8_LENGTH(codePointAt(next, begin)));
    // "Come!" said he; an ellipsis ... that goes on.
    if (u_islower(codePointAt(next, begin)))
        return true;
    return isEnumerator(piece) || endsWithAbbreviation(piece, next);
}

/// ICU leaves the opening bracket of what follows with the sentence before, and takes reference marks apart:
/// "in 1867.[" | "1] She moved". Such a boundary moves before the bracket, or behind the marks.
std::size_t betterBoundary(std::string_view text, std::size_t begin, std::size_t boundary) {
    std::size_t at = boundary;
    while (at > begin) {
        const std::size_t previous = previousOffset(text, at);
        if (u_charType(codePointAt(text, previous)) != U_START_PUNCTUATION)
            break;
        at = previous;
    }
    if (at == begin)
        return boundary;
    while (at < text.size() && text[at] == '[') {
        const std::size_t close = text.find_first_not_of("0123456789", at + 1);
        if (close == text.npos || close == at + 1 || close > at + 4 || text[close] != ']')
            break;
        at = close + 1;
    }
    return at;
}

/// The best place to cut `text` of more than `maxBytes`: after a line end, a clause, a word, a character.
std::size_t bestCut(std::string_view text, std::size_t maxBytes) {
    const auto bestOf = [&](auto isBoundary) -> std::size_t {
        for (std::size_t i = maxBytes; i > maxBytes / 2; --i)
            if (isBoundary(i))
                return i;
        return 0;
    };
    const auto endsWith = [&](std::size_t i, std::string_view mark) {
        return i >= mark.size() && text.substr(i - mark.size(), mark.size()) == mark;
    };
    if (const auto i = bestOf([&](std::size_t at) { return text[at - 1] == '\n'; }))
        return i;
    if (const auto i = bestOf([&](std::size_t at) {
            return ((text[at - 1] == ';' || text[at - 1] == ':') && isSpace(text[at])) || endsWith(at, "；");
        }))
        return i;
    if (const auto i = bestOf([&](std::size_t at) {
            return (text[at - 1] == ',' && isSpace(text[at])) || endsWith(at, "，") || endsWith(at, "、");
        }))
        return i;
    if (const auto i = bestOf([&](std::size_t at) { return isSpace(text[at]); }))
        return i;
    std::size_t i = maxBytes;
    while (i > 1 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80)
        --i;
    return i;
}

void addCut(std::string_view text, TextRange range, std::size_t maxCharacters, std::vector<TextRange>& out) {
    while (range.begin < range.end) {
        const std::string_view rest = text.substr(range.begin, range.end - range.begin);
        const std::size_t limit = byteOffsetOfCodePoint(rest, maxCharacters);
        if (limit >= rest.size()) {
            out.push_back(range);
            return;
        }
        const std::size_t cut = bestCut(rest, limit);
        if (const TextRange part = trimmed(text, {range.begin, range.begin + cut}); part.begin < part.end)
            out.push_back(part);
        range = trimmed(text, {range.begin + cut, range.end});
    }
}

/// ICU ends a sentence at every line end. Line ends inside a paragraph become spaces; offsets stay.
std::string withJoinedLines(std::string_view text) {
    std::string joined(text);
    for (std::size_t i = 0; i < joined.size(); ++i) {
        if (joined[i] == '\r')
            joined[i] = ' ';
        if (joined[i] != '\n')
            continue;
        std::size_t next = i + 1;
        while (next < joined.size() && joined[next] != '\n' && isSpace(joined[next]))
            ++next;
        if (next < joined.size() && joined[next] == '\n') {
            while (next < joined.size() && isSpace(joined[next]))
                ++next;
            i = next - 1;
        } else {
            joined[i] = ' ';
        }
    }
    return joined;
}

std::vector<TextRange> icuSentences(const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    thread_local const std::unique_ptr<icu::BreakIterator> iterator(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
    std::vector<TextRange> ranges;
    UText view = UTEXT_INITIALIZER;
    utext_openUTF8(&view, text.data(), static_cast<int64_t>(text.size()), &status);
    if (U_SUCCESS(status) && iterator)
        iterator->setText(&view, status);
    if (U_FAILURE(status) || !iterator) {
        utext_close(&view);
        return {{0, text.size()}};
    }
    std::size_t begin = 0;
    for (int32_t end = (iterator->first(), iterator->next()); end != icu::BreakIterator::DONE;
         end = iterator->next()) {
        ranges.push_back({begin, static_cast<std::size_t>(end)});
        begin = static_cast<std::size_t>(end);
    }
    utext_close(&view);
    return ranges;
}

} // namespace

std::vector<TextRange> splitSentences(std::string_view text, std::size_t maxCharacters) {
    constexpr std::size_t kSmallestMax = 8; // any character fits
    maxCharacters = std::max(maxCharacters, kSmallestMax);
    std::vector<TextRange> sentences;
    TextRange open;
    std::size_t begin = 0;
    for (const TextRange& raw : icuSentences(withJoinedLines(text))) {
        const std::size_t end = betterBoundary(text, raw.begin, raw.end);
        const TextRange piece = trimmed(text, {begin, std::max(begin, end)});
        begin = std::max(begin, end);
        if (piece.begin == piece.end)
            continue;
        if (open.begin == open.end) {
            open = piece;
            continue;
        }
        const bool newParagraph = hasBlankLine(text.substr(open.end, piece.begin - open.end));
        if (!newParagraph && goesOn(text.substr(open.begin, open.end - open.begin),
                                    text.substr(piece.begin, piece.end - piece.begin))) {
            open.end = piece.end;
            continue;
        }
        addCut(text, open, maxCharacters, sentences);
        open = piece;
    }
    addCut(text, open, maxCharacters, sentences);
    return sentences;
}

} // namespace memlong

#include "ui/widgets/markdown_document.h"

#include <algorithm>

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextLayout>
#include <QTextList>
#include <QTextTable>

namespace memlong::ui {
namespace {

constexpr int kSourceLookAhead = 200; // longest markup passed over: a link's address

QColor mixed(const QColor& a, const QColor& b, double shareOfB) {
    const auto part = [&](int x, int y) { return static_cast<int>(x + (y - x) * shareOfB); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

struct Look {
    QColor text, quiet, codeGround, rule, link, chip;
    QFont font, code;
    bool groundsApart;

    explicit Look(const MarkdownStyle& style) : font(style.font), groundsApart(style.groundsApart) {
        QColor base = style.palette.color(QPalette::Base);
        if (base.alpha() < 255 || style.palette.brush(QPalette::Base).style() ==
                                      Qt::NoBrush) // a view without a ground of its own: what lies behind it
            base = QGuiApplication::palette().color(QPalette::Base);
        text = style.palette.color(QPalette::Text);
        quiet = mixed(base, text, 0.7);
        codeGround = mixed(base, text, 0.07);
        rule = mixed(base, text, 0.25);
        link = style.palette.color(QPalette::Link);
        chip = mixed(base, link, 0.14);
        code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        code.setPointSizeF(QFontInfo(font).pointSizeF() * 0.92);
    }
};

constexpr int kCodeGround = QTextFormat::UserProperty + 1;
constexpr int kCodePadding = 10;

bool isCode(const QTextBlock& block) {
    const QTextBlockFormat format = block.blockFormat();
    return format.hasProperty(QTextFormat::BlockCodeFence) ||
           format.hasProperty(QTextFormat::BlockCodeLanguage) || format.nonBreakableLines();
}

void styleCodeBlock(QTextCursor& cursor, const QTextBlock& block, const Look& look) {
    QTextBlockFormat format = block.blockFormat();
    format.setNonBreakableLines(false); // long lines wrap instead of running out of the view
    if (look.groundsApart)
        format.setProperty(kCodeGround, look.codeGround);
    else
        format.setBackground(look.codeGround);
    format.setLeftMargin(kCodePadding);
    format.setRightMargin(kCodePadding);
    format.setTopMargin(isCode(block.previous()) ? 0 : kCodePadding + 2);
    format.setBottomMargin(isCode(block.next()) ? 0 : kCodePadding + 8);
    format.setLayoutDirection(Qt::LeftToRight);
    cursor.setPosition(block.position());
    cursor.setBlockFormat(format);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    QTextCharFormat characters;
    characters.setFont(look.code, QTextCharFormat::FontPropertiesSpecifiedOnly);
    characters.setFontFamilies(look.code.families());
    characters.setFontPointSize(look.code.pointSizeF());
    cursor.mergeCharFormat(characters);
}

void styleTextBlock(QTextCursor& cursor, const QTextBlock& block, const Look& look) {
    QTextBlockFormat format = block.blockFormat();
    const int level = format.headingLevel();
    const bool quote = format.intProperty(QTextFormat::BlockQuoteLevel) > 0;
    const bool inTable = QTextCursor(block).currentTable() != nullptr;
    if (!inTable)
        format.setBottomMargin(block.textList() ? 3 : 8);
    format.setTopMargin(level > 0 && block.position() > 0 ? 8 : 0);
    format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
    if (format.hasProperty(QTextFormat::BlockTrailingHorizontalRulerWidth))
        format.setForeground(look.rule);
    cursor.setPosition(block.position());
    cursor.setBlockFormat(format);
    if (level > 0) { // titles inside an answer stay near the size of its text
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        QTextCharFormat title;
        title.setProperty(QTextFormat::FontSizeAdjustment, std::max(0, 3 - level));
        cursor.mergeCharFormat(title);
    } else if (quote) {
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        QTextCharFormat quiet;
        quiet.setForeground(look.quiet);
        cursor.mergeCharFormat(quiet);
    }
}

void styleFragments(QTextDocument& document, const Look& look) {
    struct Span {
        int begin, end;
        QTextCharFormat format;
    };
    std::vector<Span> spans;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (isCode(block))
            continue;
        for (auto at = block.begin(); !at.atEnd(); ++at) {
            const QTextFragment fragment = at.fragment();
            const QTextCharFormat had = fragment.charFormat();
            QTextCharFormat format;
            if (had.fontFixedPitch()) {
                format.setBackground(look.codeGround);
                format.setFontFamilies(look.code.families());
            } else if (had.isAnchor()) {
                format.setForeground(look.link);
            } else {
                continue;
            }
            spans.push_back({fragment.position(), fragment.position() + fragment.length(), format});
        }
    }
    QTextCursor cursor(&document);
    for (const Span& span : spans) {
        cursor.setPosition(span.begin);
        cursor.setPosition(span.end, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(span.format);
    }
}

void linkCitation(QTextCursor& cursor, int begin, int end, int number, const Look& look) {
    cursor.setPosition(begin);
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    QTextCharFormat format;
    format.setAnchor(true);
    format.setAnchorHref(QStringLiteral("cite:%1").arg(number));
    format.setForeground(look.link);
    format.setBackground(look.chip);
    format.setFontUnderline(false);
    cursor.mergeCharFormat(format);
}

void linkCitations(QTextDocument& document, int count, const Look& look) {
    static const QRegularExpression list(QStringLiteral("\\[(\\d{1,4}(?:\\s*[,;]\\s*\\d{1,4})*)\\]"));
    static const QRegularExpression digits(QStringLiteral("\\d+"));
    QTextCursor cursor(&document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (isCode(block))
            continue;
        const QString text = block.text();
        for (auto found = list.globalMatch(text); found.hasNext();) {
            const auto match = found.next();
            cursor.setPosition(block.position() + static_cast<int>(match.capturedStart()) + 1);
            cursor.movePosition(QTextCursor::NextCharacter); // the format is that of the character before
            if (cursor.charFormat().fontFixedPitch() || cursor.charFormat().isAnchor())
                continue;
            const QString inside = match.captured(1);
            const bool single = !inside.contains(QLatin1Char(',')) && !inside.contains(QLatin1Char(';'));
            for (auto numbers = digits.globalMatch(inside); numbers.hasNext();) {
                const auto number = numbers.next();
                const int value = number.captured().toInt();
                if (value < 1 || value > count)
                    continue;
                const int base = block.position() + static_cast<int>(match.capturedStart(1));
                const int begin = base + static_cast<int>(number.capturedStart()) - (single ? 1 : 0);
                const int end = base + static_cast<int>(number.capturedEnd()) + (single ? 1 : 0);
                linkCitation(cursor, begin, end, value, look);
            }
        }
    }
}

void styleTable(QTextTable& table, const Look& look) {
    QTextTableFormat format = table.format();
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(look.rule);
    format.setBorderCollapse(true);
    format.setCellPadding(5);
    format.setCellSpacing(0);
    format.setTopMargin(4);
    format.setBottomMargin(10);
    table.setFormat(format);
    for (int column = 0; column < table.columns(); ++column) {
        QTextTableCell cell = table.cellAt(0, column);
        QTextCharFormat head = cell.format();
        head.setBackground(look.codeGround);
        cell.setFormat(head);
    }
}

void styleTables(QTextFrame& frame, const Look& look) {
    for (QTextFrame* child : frame.childFrames()) {
        if (auto* table = qobject_cast<QTextTable*>(child))
            styleTable(*table, look);
        styleTables(*child, look);
    }
}

} // namespace

void renderMarkdown(QTextDocument& document, const QString& markdown, const MarkdownStyle& style) {
    const Look look(style);
    document.setUndoRedoEnabled(false);
    document.setDefaultFont(style.font);
    document.setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                       QTextDocument::MarkdownNoHTML);
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (isCode(block))
            styleCodeBlock(cursor, block, look);
        else
            styleTextBlock(cursor, block, look);
    }
    styleFragments(document, look);
    linkCitations(document, style.citations, look);
    styleTables(*document.rootFrame(), look);
    cursor.endEditBlock();
}

std::vector<std::pair<QRectF, QColor>> codeGrounds(const QTextDocument& document) {
    std::vector<std::pair<QRectF, QColor>> grounds;
    bool inCode = false;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QVariant colour = block.blockFormat().property(kCodeGround);
        if (!colour.isValid()) {
            inCode = false;
            continue;
        }
        // Of the lines alone: whether a layout counts margins as part of a block differs.
        const QRectF lines = block.layout()->boundingRect().translated(block.layout()->position());
        const QRectF ground(0, lines.top() - kCodePadding, document.size().width(),
                            lines.height() + 2 * kCodePadding);
        if (inCode)
            grounds.back().first = grounds.back().first.united(ground);
        else
            grounds.emplace_back(ground, colour.value<QColor>());
        inCode = true;
    }
    return grounds;
}

std::vector<int> sourcePositions(const QTextDocument& document, const QString& markdown) {
    std::vector<int> places(static_cast<std::size_t>(document.characterCount()), -1);
    int at = 0; // everything before is used up
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QString text = block.text();
        for (int i = 0; i < text.size(); ++i) {
            const QChar wanted = text[i];
            const int limit = std::min<int>(static_cast<int>(markdown.size()), at + kSourceLookAhead);
            int found = at;
            while (found < limit && markdown[found] != wanted &&
                   !(wanted.isSpace() && markdown[found].isSpace()))
                ++found;
            if (found >= limit)
                continue;
            places[static_cast<std::size_t>(block.position() + i)] = found;
            at = found + 1;
        }
    }
    return places;
}

int citationOfLink(const QString& link) {
    return link.startsWith(QLatin1String("cite:")) ? link.mid(5).toInt() : 0;
}

} // namespace memlong::ui

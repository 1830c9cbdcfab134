#include "ui/export/chat_export.h"

#include <filesystem>

#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QPageSize>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextDocumentFragment>

#include "engine/base/files.h"
#include "ui/widgets/markdown_document.h"
#include "ui/widgets/markdown_text.h"

namespace memlong::ui {
namespace {

class ChatExport {
    Q_DECLARE_TR_FUNCTIONS(memlong::ui::ChatExport)
};

QString speaker(const ExportedMessage& message) {
    return message.fromUser ? ChatExport::tr("Question") : ChatExport::tr("Answer");
}

QString source(const ExportedCitation& citation) {
    return citation.page > 0 ? ChatExport::tr("%1, page %2").arg(citation.title).arg(citation.page)
                             : citation.title;
}

MarkdownStyle printStyle(int citations) {
    MarkdownStyle style;
    style.palette = QPalette(Qt::white);
    style.palette.setColor(QPalette::Base, Qt::white);
    style.palette.setColor(QPalette::Text, QColor(20, 20, 20));
    style.palette.setColor(QPalette::Link, QColor(24, 84, 160));
    style.font = QFont(QGuiApplication::font().families(), 10);
    style.citations = citations;
    return style;
}

int highestCitation(const ExportedMessage& message) {
    int highest = 0;
    for (const ExportedCitation& citation : message.citations)
        highest = std::max(highest, citation.number);
    return highest;
}

/// The body of a Markdown text as HTML, from the same renderer as the screen's.
QString bodyHtml(const ExportedMessage& message) {
    QTextDocument document;
    renderMarkdown(document, message.text, printStyle(highestCitation(message)));
    QString html = document.toHtml();
    const qsizetype begin = html.indexOf(QLatin1Char('>'), html.indexOf(QLatin1String("<body"))) + 1;
    html = html.mid(begin, html.lastIndexOf(QLatin1String("</body>")) - begin);
    // Fonts and colours come from the page's own style.
    static const QRegularExpression style(QStringLiteral(" (style|bgcolor|color)=\"[^\"]*\""));
    static const QRegularExpression font(QStringLiteral("</?(span|font)[^>]*>"));
    html.remove(style);
    html.remove(font);
    return html;
}

QString citationAnchor(std::size_t message, int number) {
    return QStringLiteral("m%1c%2").arg(message + 1).arg(number);
}

} // namespace

QString toMarkdown(const ExportedChat& chat) {
    QString out = QStringLiteral("# %1\n\n").arg(markdownEscaped(chat.title));
    if (!chat.date.isEmpty())
        out += QStringLiteral("*%1*\n\n").arg(markdownEscaped(chat.date));
    for (const ExportedMessage& message : chat.messages) {
        out += QStringLiteral("## %1\n\n%2\n\n").arg(speaker(message), message.text.trimmed());
        for (const ExportedCitation& citation : message.citations) {
            out +=
                QStringLiteral("> \\[%1\\] %2").arg(citation.number).arg(markdownEscaped(source(citation)));
            if (!citation.quote.isEmpty())
                out += QStringLiteral(": “%1”").arg(markdownEscaped(citation.quote));
            out += QStringLiteral("\n>\n");
        }
        if (!message.citations.empty()) {
            out.chop(2);
            out += QLatin1Char('\n');
        }
        if (!message.details.isEmpty())
            out += QStringLiteral("*%1*\n\n").arg(markdownEscaped(message.details));
    }
    return out.trimmed() + QLatin1Char('\n');
}

QString toHtml(const ExportedChat& chat) {
    const QString language = QLocale().bcp47Name();
    const bool rightToLeft = QGuiApplication::isRightToLeft();
    QString out = QStringLiteral(R"(<!DOCTYPE html>
<html lang="%1" dir="%2">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%3</title>
<style>
:root { color-scheme: light dark; --ink: #1c1d1f; --paper: #fff; --soft: #f2f3f5; --rule: #d5d8dc; --quiet: #5c626a; --link: #18549f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e7e9; --paper: #1b1c1e; --soft: #26282b; --rule: #3c4046; --quiet: #a2a8b0; --link: #8ab8f5; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.date, .details { color: var(--quiet); font-size: .85rem; }
.question { background: var(--soft); border-radius: .6rem; padding: .75rem 1rem; margin: 2rem 0 1rem; font-weight: 600; }
.answer p { margin: 0 0 .75rem; }
pre, code { background: var(--soft); font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .1rem .75rem; margin: 0; white-space: pre-wrap; }
table { border-collapse: collapse; margin: .5rem 0 1rem; }
td, th { border: 1px solid var(--rule); padding: .3rem .6rem; text-align: start; }
ol.sources { border-inline-start: 3px solid var(--rule); margin: .5rem 0 1rem; padding-inline-start: 1rem; list-style: none; font-size: .9rem; }
ol.sources q { color: var(--quiet); }
a { color: var(--link); text-decoration: none; }
</style>
</head>
<body>
<h1>%3</h1>
)")
                      .arg(language, rightToLeft ? QStringLiteral("rtl") : QStringLiteral("ltr"),
                           chat.title.toHtmlEscaped());
    if (!chat.date.isEmpty())
        out += QStringLiteral("<p class=\"date\">%1</p>\n").arg(chat.date.toHtmlEscaped());
    for (std::size_t i = 0; i < chat.messages.size(); ++i) {
        const ExportedMessage& message = chat.messages[i];
        if (message.fromUser) {
            out += QStringLiteral("<div class=\"question\" dir=\"auto\">%1</div>\n")
                       .arg(message.text.trimmed().toHtmlEscaped().replace(QLatin1Char('\n'),
                                                                           QStringLiteral("<br>")));
            continue;
        }
        QString body = bodyHtml(message);
        for (const ExportedCitation& citation : message.citations)
            body.replace(QStringLiteral("href=\"cite:%1\"").arg(citation.number),
                         QStringLiteral("href=\"#%1\"").arg(citationAnchor(i, citation.number)));
        out += QStringLiteral("<div class=\"answer\" dir=\"auto\">%1</div>\n").arg(body.trimmed());
        if (!message.citations.empty()) {
            out += QStringLiteral("<ol class=\"sources\">\n");
            for (const ExportedCitation& citation : message.citations) {
                out += QStringLiteral("<li id=\"%1\" dir=\"auto\">[%2] %3")
                           .arg(citationAnchor(i, citation.number))
                           .arg(citation.number)
                           .arg(source(citation).toHtmlEscaped());
                if (!citation.quote.isEmpty())
                    out += QStringLiteral(": <q>%1</q>").arg(citation.quote.simplified().toHtmlEscaped());
                out += QStringLiteral("</li>\n");
            }
            out += QStringLiteral("</ol>\n");
        }
        if (!message.details.isEmpty())
            out += QStringLiteral("<p class=\"details\">%1</p>\n").arg(message.details.toHtmlEscaped());
    }
    return out + QStringLiteral("</body>\n</html>\n");
}

namespace {

QByteArray toPdf(const ExportedChat& chat) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    const bool metric = QLocale().measurementSystem() == QLocale::MetricSystem;
    writer.setPageSize(QPageSize(metric ? QPageSize::A4 : QPageSize::Letter));
    writer.setPageMargins(QMarginsF(20, 18, 20, 20), QPageLayout::Millimeter);
    writer.setTitle(chat.title);
    writer.setCreator(QStringLiteral("memlong"));

    QTextDocument whole;
    const MarkdownStyle plain = printStyle(0);
    whole.setDefaultFont(plain.font);
    QTextCursor cursor(&whole);
    QTextCharFormat title, name, quiet;
    title.setFontWeight(QFont::Bold);
    title.setFontPointSize(17);
    name.setFontWeight(QFont::Bold);
    name.setForeground(plain.palette.color(QPalette::Link));
    quiet.setForeground(QColor(95, 95, 95));
    quiet.setFontPointSize(8.5);
    QTextBlockFormat block, sourceBlock;
    block.setBottomMargin(4);
    sourceBlock.setLeftMargin(14);
    sourceBlock.setBottomMargin(3);
    cursor.setBlockFormat(block);
    cursor.insertText(chat.title, title);
    if (!chat.date.isEmpty()) {
        cursor.insertBlock(block);
        cursor.insertText(chat.date, quiet);
    }
    for (const ExportedMessage& message : chat.messages) {
        QTextBlockFormat head = block;
        head.setTopMargin(message.fromUser ? 20 : 8);
        cursor.insertBlock(head);
        cursor.insertText(speaker(message), name);
        cursor.insertBlock(block, {});
        QTextDocument body;
        if (message.fromUser)
            body.setPlainText(message.text.trimmed());
        else
            renderMarkdown(body, message.text, printStyle(0));
        QTextCursor all(&body);
        all.select(QTextCursor::Document);
        cursor.insertFragment(all.selection());
        for (const ExportedCitation& citation : message.citations) {
            cursor.insertBlock(sourceBlock);
            QString line = QStringLiteral("[%1] %2").arg(citation.number).arg(source(citation));
            if (!citation.quote.isEmpty())
                line += QStringLiteral(": “%1”").arg(citation.quote.simplified());
            cursor.insertText(line, quiet);
        }
        if (!message.details.isEmpty()) {
            cursor.insertBlock(block);
            cursor.insertText(message.details, quiet);
        }
    }
    whole.print(&writer);
    return bytes;
}

Result<void> write(const QByteArray& bytes, const QString& path) {
    return replaceFile(std::filesystem::path(path.toStdString()),
                       std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace

Result<void> writePdf(const ExportedChat& chat, const QString& path) {
    return write(toPdf(chat), path);
}

Result<void> writeChat(const ExportedChat& chat, const QString& path) {
    const QString ending = path.section(QLatin1Char('.'), -1).toLower();
    if (ending == QLatin1String("pdf"))
        return writePdf(chat, path);
    if (ending == QLatin1String("html") || ending == QLatin1String("htm"))
        return write(toHtml(chat).toUtf8(), path);
    if (ending == QLatin1String("md") || ending == QLatin1String("markdown"))
        return write(toMarkdown(chat).toUtf8(), path);
    return makeError(ErrorCode::InvalidArgument,
                     ChatExport::tr("a conversation can be saved as .md, .html or .pdf, not as “%1”")
                         .arg(path.section(QLatin1Char('/'), -1))
                         .toStdString());
}

} // namespace memlong::ui

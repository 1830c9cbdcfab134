// Markdown to a QTextDocument: code, tables, lists, and numbered citations as links.
#pragma once

#include <utility>
#include <vector>

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QRectF>
#include <QString>

class QTextDocument;

namespace memlong::ui {

struct MarkdownStyle {
    QPalette palette;
    QFont font;
    int citations = 0;         // [1] ... [n] become links to cite:1 ... cite:n
    bool groundsApart = false; // a view paints the ground of code itself: codeGrounds()
};

/// Replaces the content of `document`. Raw HTML stays visible text, images are never fetched.
void renderMarkdown(QTextDocument& document, const QString& markdown, const MarkdownStyle& style);

/// Where the ground of each block of code lies in a document that was laid out, with some padding around its
/// lines, which a block's own ground has not.
std::vector<std::pair<QRectF, QColor>> codeGrounds(const QTextDocument& document);

/// For every position of `document` the offset in `markdown` that it came from, or -1 for what the rendering
/// added.
std::vector<int> sourcePositions(const QTextDocument& document, const QString& markdown);

/// The number of a citation's link; 0 for another link.
int citationOfLink(const QString& link);

} // namespace memlong::ui

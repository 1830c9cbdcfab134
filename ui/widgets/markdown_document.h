// Markdown to a QTextDocument: code, tables, lists, and numbered citations as links.
#pragma once

#include <vector>

#include <QFont>
#include <QPalette>
#include <QString>

class QTextDocument;

namespace memlong::ui {

struct MarkdownStyle {
    QPalette palette;
    QFont font;
    int citations = 0; // [1] ... [n] become links to cite:1 ... cite:n
};

/// Replaces the content of `document`. Raw HTML stays visible text, images are never fetched.
void renderMarkdown(QTextDocument& document, const QString& markdown, const MarkdownStyle& style);

/// For every position of `document` the offset in `markdown` that it came from, or -1 for what the rendering
/// added.
std::vector<int> sourcePositions(const QTextDocument& document, const QString& markdown);

/// The number of a citation's link; 0 for another link.
int citationOfLink(const QString& link);

} // namespace memlong::ui

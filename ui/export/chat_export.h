// A conversation as Markdown, HTML or PDF.
#pragma once

#include <vector>

#include <QString>

#include "engine/base/result.h"

namespace memlong::ui {

struct ExportedCitation {
    int number = 0; // as in the text: [1]
    QString title, quote;
    int page = 0;
};

struct ExportedMessage {
    bool fromUser = false;
    QString text;    // Markdown
    QString details; // one line: mode, model, times; may be empty
    std::vector<ExportedCitation> citations;
};

struct ExportedChat {
    QString title;
    QString date;
    std::vector<ExportedMessage> messages;
};

QString toMarkdown(const ExportedChat& chat);
/// A whole page with its own style, light and dark, no scripts and nothing from outside.
QString toHtml(const ExportedChat& chat);
/// On A4 (or Letter where the locale says so); for a worker thread.
Result<void> writePdf(const ExportedChat& chat, const QString& path);
/// By the ending of `path`: .md, .html or .pdf. Written beside and moved into place; for a worker thread.
Result<void> writeChat(const ExportedChat& chat, const QString& path);

} // namespace memlong::ui

// A Markdown text that grows as it is streamed, with citations [1] that can be followed.
#pragma once

#include <map>
#include <vector>

#include <QColor>
#include <QTextBrowser>

#include "ui/widgets/markdown_document.h"

namespace memlong::ui {

/// A part of the answer's plain text (UTF-16 offsets into the Markdown source) that leans on a chunk.
struct TintedPart {
    int begin = 0, end = 0;
    QColor colour;
};

/// As tall as its content when `setFitsContent`, for use in a list of messages.
class MarkdownView : public QTextBrowser {
    Q_OBJECT
public:
    explicit MarkdownView(QWidget* parent = nullptr);

    void setMarkdownSource(const QString& markdown);
    void appendMarkdown(const QString& piece); // rendered at most every 40 ms
    QString markdownSource() const { return m_source; }

    /// Citations run from 1 to `count`; [n] beyond is plain text. Their tooltips by number.
    void setCitations(int count, const std::map<int, QString>& tooltips = {});
    void setTints(std::vector<TintedPart> parts); // that do not overlap, in order
    void setFitsContent(bool fits);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void citationActivated(int number);
    void sourcePositionClicked(int position); // offset into the Markdown source

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    QVariant loadResource(int type, const QUrl& name) override; // nothing from outside

private:
    void render();
    void paintTints();
    void fitHeight();
    MarkdownStyle style() const;

    QString m_source;
    int m_citations = 0;
    std::map<int, QString> m_tooltips;
    std::vector<TintedPart> m_tints;
    std::vector<int> m_sourceOf; // of every position of the document: its place in the source, or -1
    int m_timer = 0;
    int m_height = 0;
    bool m_fits = false;
};

} // namespace memlong::ui

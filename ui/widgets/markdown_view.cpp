#include "ui/widgets/markdown_view.h"

#include <algorithm>
#include <cmath>

#include <QAbstractTextDocumentLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextDocument>
#include <QTimerEvent>
#include <QToolTip>

namespace memlong::ui {

namespace {
constexpr int kRenderEveryMs = 40;
constexpr int kCodeCorner = 6;
} // namespace

MarkdownView::MarkdownView(QWidget* parent) : QTextBrowser(parent) {
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(0);
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
        if (const int number = citationOfLink(url.toString()); number > 0)
            Q_EMIT citationActivated(number);
    });
}

void MarkdownView::setMarkdownSource(const QString& markdown) {
    if (m_source == markdown)
        return;
    m_source = markdown;
    render();
}

void MarkdownView::appendMarkdown(const QString& piece) {
    m_source += piece;
    if (m_timer == 0)
        m_timer = startTimer(kRenderEveryMs);
}

void MarkdownView::setCitations(int count, const std::map<int, QString>& tooltips) {
    m_tooltips = tooltips;
    if (m_citations == count)
        return;
    m_citations = count;
    render();
}

void MarkdownView::setTints(std::vector<TintedPart> parts) {
    m_tints = std::move(parts);
    render();
}

void MarkdownView::setFitsContent(bool fits) {
    m_fits = fits;
    setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setSizePolicy(QSizePolicy::Preferred, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    setFrameShape(fits ? QFrame::NoFrame : QFrame::StyledPanel);
    fitHeight();
}

MarkdownStyle MarkdownView::style() const {
    return {palette(), font(), m_citations, true};
}

void MarkdownView::render() {
    if (m_timer != 0) {
        killTimer(m_timer);
        m_timer = 0;
    }
    const int anchor = textCursor().anchor();
    const int position = textCursor().position();
    const int scroll = verticalScrollBar()->value();
    renderMarkdown(*document(), m_source, style());
    m_sourceOf = sourcePositions(*document(), m_source);
    paintTints();
    // A selection made while the answer grows stays.
    const int last = document()->characterCount() - 1;
    QTextCursor selection(document());
    if (anchor != position) {
        selection.setPosition(std::min(anchor, last));
        selection.setPosition(std::min(position, last), QTextCursor::KeepAnchor);
    }
    setTextCursor(selection);
    verticalScrollBar()->setValue(scroll);
    fitHeight();
}

/// Runs of document positions whose source lies in parts of one colour.
void MarkdownView::paintTints() {
    if (m_tints.empty())
        return;
    const auto colourAt = [this](int position) -> QColor {
        const int source = m_sourceOf[static_cast<std::size_t>(position)];
        const auto after = std::ranges::upper_bound(m_tints, source, {}, &TintedPart::begin);
        if (source < 0 || after == m_tints.begin() || source >= std::prev(after)->end)
            return {};
        return std::prev(after)->colour;
    };
    const int count = std::min(static_cast<int>(m_sourceOf.size()), document()->characterCount() - 1);
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (int begin = 0, end = 0; begin < count; begin = end) {
        const QColor colour = colourAt(begin);
        for (end = begin + 1; end < count && colourAt(end) == colour;)
            ++end;
        if (!colour.isValid())
            continue;
        cursor.setPosition(begin);
        cursor.setPosition(end, QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setBackground(colour);
        cursor.mergeCharFormat(format);
    }
    cursor.endEditBlock();
}

void MarkdownView::fitHeight() {
    if (!m_fits)
        return;
    const int width = viewport()->width();
    if (width <= 0)
        return;
    document()->setTextWidth(width);
    double content = document()->size().height();
    for (const auto& [ground, colour] : codeGrounds(*document()))
        content = std::max(content, ground.bottom()); // of code at the end
    const int height = static_cast<int>(std::ceil(content)) + 2 * frameWidth();
    if (height == m_height)
        return;
    m_height = height;
    setFixedHeight(height);
    updateGeometry();
}

QSize MarkdownView::sizeHint() const {
    return m_fits ? QSize(400, std::max(m_height, 1)) : QTextBrowser::sizeHint();
}

QSize MarkdownView::minimumSizeHint() const {
    return m_fits ? QSize(120, std::max(m_height, 1)) : QTextBrowser::minimumSizeHint();
}

void MarkdownView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    for (const auto& [ground, colour] : codeGrounds(*document())) {
        painter.setBrush(colour);
        painter.drawRoundedRect(ground, kCodeCorner, kCodeCorner);
    }
    painter.end();
    QTextBrowser::paintEvent(event);
}

void MarkdownView::changeEvent(QEvent* event) {
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        render();
}

void MarkdownView::resizeEvent(QResizeEvent* event) {
    QTextBrowser::resizeEvent(event);
    fitHeight();
}

void MarkdownView::timerEvent(QTimerEvent* event) {
    if (event->timerId() == m_timer)
        render();
    else
        QTextBrowser::timerEvent(event);
}

void MarkdownView::mouseReleaseEvent(QMouseEvent* event) {
    const bool selecting = textCursor().hasSelection();
    QTextBrowser::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton || selecting || !anchorAt(event->pos()).isEmpty())
        return;
    const int position = document()->documentLayout()->hitTest(
        event->position() + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value()),
        Qt::ExactHit);
    if (position >= 0 && position < static_cast<int>(m_sourceOf.size()) &&
        m_sourceOf[static_cast<std::size_t>(position)] >= 0)
        Q_EMIT sourcePositionClicked(m_sourceOf[static_cast<std::size_t>(position)]);
}

bool MarkdownView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString link = anchorAt(viewport()->mapFromGlobal(help->globalPos()));
        const auto tooltip = m_tooltips.find(citationOfLink(link));
        if (tooltip != m_tooltips.end())
            QToolTip::showText(help->globalPos(), tooltip->second, this);
        else if (!link.isEmpty() && citationOfLink(link) == 0)
            QToolTip::showText(help->globalPos(), link, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QTextBrowser::event(event);
}

QVariant MarkdownView::loadResource(int, const QUrl&) {
    return {};
}

} // namespace memlong::ui

#include "ui/views/answer_widget.h"

#include <map>

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/views/quote_card.h"
#include "ui/views/tool_button.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/markdown_view.h"

namespace memlong::ui {
namespace {

constexpr std::size_t kCardsAtFirst = 3;

QString modeText(const QString& mode) {
    if (mode == QStringLiteral("memory"))
        return AnswerWidget::tr("Memory");
    if (mode == QStringLiteral("context"))
        return AnswerWidget::tr("Passages in the prompt");
    if (mode == QStringLiteral("both"))
        return AnswerWidget::tr("Memory and passages");
    return AnswerWidget::tr("Quotes only");
}

/// The services name the terminal's remedies; the window has its own.
QString inThisProgram(const QString& message) {
    if (message.startsWith(QStringLiteral("No language model")))
        return AnswerWidget::tr(
            "There is no language model yet, so these are quotes only. Add one under Models.");
    if (message.contains(QStringLiteral("memlong session reencode")))
        return AnswerWidget::tr(
            "What was read from the passages of this session is damaged, or of another retriever than "
            "the one in use. Choose Documents → Read the passages again; until then you can search by "
            "words only (Settings).");
    static const QRegularExpression missing(QStringLiteral("there is no decoder \"([^\"]+)\""));
    if (const auto found = missing.match(message); found.hasMatch())
        return AnswerWidget::tr(
                   "The language model “%1” is not there any more. The quotes do not need one; for an answer "
                   "choose another one under Models.")
            .arg(found.captured(1));
    return message;
}

} // namespace

AnswerWidget::AnswerWidget(const ChatEntry& entry, QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Answer"));
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("muted"));
    m_busy = new QProgressBar;
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedWidth(160);
    m_busy->setAccessibleName(tr("Working"));
    m_quotesTitle = new QLabel(tr("From your documents"));
    m_quotesTitle->setObjectName(QStringLiteral("sectionTitle"));
    m_quotes = new QVBoxLayout;
    m_quotes->setSpacing(8);
    m_more = new QPushButton;
    m_more->setObjectName(QStringLiteral("chip"));
    m_more->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_text = new MarkdownView;
    m_text->setObjectName(QStringLiteral("answer"));
    m_text->setAccessibleName(tr("Answer"));
    m_text->setFitsContent(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_banner = new QFrame;
    m_banner->setObjectName(QStringLiteral("banner"));
    m_bannerText = new QLabel;
    m_bannerText->setWordWrap(true);
    m_bannerText->setMinimumSize(1, 1); // its height follows from the width alone
    m_bannerText->setTextFormat(Qt::PlainText);
    m_bannerText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* const inBanner = new QHBoxLayout(m_banner);
    inBanner->setContentsMargins(12, 8, 12, 8);
    inBanner->addWidget(m_bannerText);
    m_note = new QLabel;
    m_note->setObjectName(QStringLiteral("answerNote"));
    m_note->setWordWrap(true);
    m_note->setMinimumSize(1, 1);
    QFont small = m_note->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    m_note->setFont(small);
    m_copy = toolButton("copy", tr("Copy the answer"));
    m_again = toolButton("refresh", tr("Answer again"));
    m_inspect = toolButton("memory", tr("Show the memory behind this answer"));
    m_inspect->setCheckable(true);
    m_remove = toolButton("remove", tr("Delete the answer"));
    m_footer = new QWidget;
    auto* const foot = new QHBoxLayout(m_footer);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(2);
    for (QToolButton* const button : {m_copy, m_again, m_inspect, m_remove})
        foot->addWidget(button);
    foot->addSpacing(8);
    foot->addWidget(m_note, 1);

    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_status);
    layout->addWidget(m_busy);
    layout->addWidget(m_quotesTitle);
    layout->addLayout(m_quotes);
    layout->addWidget(m_more);
    layout->addWidget(m_text);
    layout->addWidget(m_banner);
    layout->addWidget(m_footer);

    connect(m_copy, &QToolButton::clicked, this, &AnswerWidget::copyRequested);
    connect(m_again, &QToolButton::clicked, this, &AnswerWidget::regenerateRequested);
    connect(m_inspect, &QToolButton::clicked, this, &AnswerWidget::inspectRequested);
    connect(m_remove, &QToolButton::clicked, this, &AnswerWidget::removeRequested);
    connect(m_text, &MarkdownView::citationActivated, this, [this](int number) {
        if (number >= 1 && number <= static_cast<int>(m_entry.report.quotes.size()))
            Q_EMIT quoteActivated(m_entry.report.quotes[static_cast<std::size_t>(number) - 1]);
    });
    connect(m_text, &MarkdownView::sourcePositionClicked, this,
            [this](int position) { Q_EMIT placeClicked(m_cited.toPlain(position)); });
    connect(m_more, &QPushButton::clicked, this, [this] {
        for (QWidget* const card : m_extraCards)
            card->show();
        m_more->hide();
    });
    setEntry(entry);
}

void AnswerWidget::setEntry(const ChatEntry& entry) {
    m_entry = entry;
    const bool searching = entry.state == ChatEntry::State::Searching;
    const bool nothing = entry.state != ChatEntry::State::Searching && entry.report.quotes.empty() &&
                         entry.text.isEmpty() && entry.state != ChatEntry::State::Failed;
    m_status->setText(searching ? tr("Searching your documents …")
                                : tr("Nothing in this session's documents fits the question."));
    m_status->setVisible(searching || (nothing && !entry.isRunning()));
    m_busy->setVisible(entry.isRunning() && entry.text.isEmpty());
    showQuotes(entry.report.quotes);
    m_cited = entry.isRunning() ? CitedText{entry.text, {}} : withCitations(entry.text, entry.report.quotes);
    if (m_text->markdownSource() != m_cited.text)
        m_text->setMarkdownSource(m_cited.text);
    m_text->setVisible(!entry.text.isEmpty());
    QString banner;
    const char* kind = "notice";
    if (entry.state == ChatEntry::State::Failed) {
        banner = inThisProgram(entry.problem);
        kind = "problem";
    } else if (entry.state == ChatEntry::State::Stopped) {
        banner = entry.text.isEmpty() ? tr("Stopped before there was an answer.")
                                      : tr("Stopped. What had been said is kept.");
    } else {
        banner = inThisProgram(toQt(entry.report.notice));
    }
    m_bannerText->setText(banner);
    m_banner->setVisible(!banner.isEmpty());
    m_banner->setProperty("kind", QLatin1String(kind));
    m_banner->style()->polish(m_banner);
    m_bannerText->style()->polish(m_bannerText);
    updateFooter();
}

void AnswerWidget::appendText(const QString& piece) {
    m_entry.text += piece;
    m_busy->hide();
    m_text->show();
    m_text->appendMarkdown(piece);
}

void AnswerWidget::showQuotes(const std::vector<Quote>& quotes) {
    std::vector<std::pair<Id, std::uint64_t>> wanted;
    for (const Quote& quote : quotes)
        wanted.emplace_back(quote.chunk, quote.charBegin);
    m_quotesTitle->setVisible(!quotes.empty());
    if (wanted == m_shown && !quotes.empty())
        return; // the cards stay, so that what the user opened stays open
    m_shown = std::move(wanted);
    while (QLayoutItem* const item = m_quotes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_extraCards.clear();
    std::map<int, QString> tooltips;
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        const int number = static_cast<int>(i) + 1;
        auto* const card = new QuoteCard(number, quotes[i]);
        connect(card, &QuoteCard::activated, this,
                [this, quote = quotes[i]] { Q_EMIT quoteActivated(quote); });
        m_quotes->addWidget(card);
        if (i >= kCardsAtFirst) {
            card->hide();
            m_extraCards.push_back(card);
        }
        tooltips.emplace(number, toQt(quotes[i].text).simplified());
    }
    m_more->setText(tr("Show %n more quote(s)", nullptr, static_cast<int>(m_extraCards.size())));
    m_more->setVisible(!m_extraCards.empty());
    m_text->setCitations(static_cast<int>(quotes.size()), tooltips);
}

void AnswerWidget::updateFooter() {
    m_footer->setVisible(!m_entry.isRunning());
    const AskReport& report = m_entry.report;
    QStringList parts;
    if (!report.mode.empty())
        parts.push_back(modeText(toQt(report.mode)));
    if (!report.model.empty())
        parts.push_back(toQt(report.model));
    if (report.retrieveMs > 0)
        parts.push_back(tr("found in %1").arg(durationText(report.retrieveMs)));
    if (report.firstTokenMs > 0)
        parts.push_back(tr("first word after %1").arg(durationText(report.firstTokenMs)));
    if (report.tokens > 0 && report.totalMs > report.firstTokenMs)
        parts.push_back(tr("%1 tokens/s")
                            .arg(countText(static_cast<qint64>(report.tokens * 1000.0 /
                                                               (report.totalMs - report.firstTokenMs)))));
    if (!m_entry.masked.empty())
        parts.push_back(tr("%n passage(s) masked", nullptr, static_cast<int>(m_entry.masked.size())));
    m_note->setText(parts.join(QStringLiteral("  ·  ")));
    m_note->setToolTip(report.totalMs > 0 ? tr("All in all %1").arg(durationText(report.totalMs))
                                          : QString());
}

void AnswerWidget::setActionsEnabled(bool enabled) {
    m_again->setEnabled(enabled);
    m_remove->setEnabled(enabled);
}

void AnswerWidget::setTints(const std::vector<TintedPart>& parts) {
    std::vector<TintedPart> shown = parts;
    for (TintedPart& part : shown) {
        part.begin = m_cited.fromPlain(part.begin);
        part.end = m_cited.fromPlain(part.end);
    }
    m_text->setTints(std::move(shown));
}

void AnswerWidget::setInspected(bool inspected) {
    m_inspect->setChecked(inspected);
}

} // namespace memlong::ui

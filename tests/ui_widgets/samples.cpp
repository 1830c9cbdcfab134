#include "tests/ui_widgets/samples.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QPixmap>
#include <QTest>

namespace memlong::ui::samples {
namespace {

const char* const kSentences[] = {
    "I remember him as if it were yesterday, as he came plodding to the inn door.",
    "His sea-chest followed behind him in a hand-barrow.",
    "He was a very silent man by custom, and all day he hung round the cove.",
    "Fifteen men on the dead man's chest, yo-ho-ho, and a bottle of rum!",
    "The captain had been struck dead by thundering apoplexy.",
    "I was going to sea myself, to sea in a schooner, with a piping boatswain.",
};

} // namespace

QPalette darkPalette() {
    QPalette palette(QColor(44, 46, 50));
    palette.setColor(QPalette::Window, QColor(37, 39, 42));
    palette.setColor(QPalette::WindowText, QColor(230, 231, 233));
    palette.setColor(QPalette::Base, QColor(28, 29, 31));
    palette.setColor(QPalette::AlternateBase, QColor(36, 38, 41));
    palette.setColor(QPalette::Text, QColor(230, 231, 233));
    palette.setColor(QPalette::Button, QColor(52, 54, 58));
    palette.setColor(QPalette::ButtonText, QColor(230, 231, 233));
    palette.setColor(QPalette::Mid, QColor(22, 23, 24));
    palette.setColor(QPalette::PlaceholderText, QColor(160, 165, 172));
    palette.setColor(QPalette::Highlight, QColor(58, 124, 210));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(122, 176, 245));
    palette.setColor(QPalette::ToolTipBase, QColor(66, 60, 36));
    palette.setColor(QPalette::ToolTipText, QColor(240, 236, 220));
    return palette;
}

QPalette lightPalette() {
    QPalette palette(QColor(240, 240, 242));
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Mid, QColor(205, 207, 211));
    palette.setColor(QPalette::PlaceholderText, QColor(104, 108, 114));
    palette.setColor(QPalette::Highlight, QColor(38, 106, 196));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(24, 84, 160));
    palette.setColor(QPalette::ToolTipBase, QColor(255, 248, 220));
    palette.setColor(QPalette::ToolTipText, QColor(40, 36, 20));
    return palette;
}

void screenshotNow(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("MEMLONG_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QTest::qWait(30);
    const QPixmap shot = widget.grab();
    shot.save(QStringLiteral("%1/%2.png").arg(folder, name));
}

void screenshot(QWidget& widget, const QString& name, QSize size) {
    if (qEnvironmentVariable("MEMLONG_SCREENSHOTS").isEmpty())
        return;
    widget.resize(size);
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? darkPalette() : lightPalette());
        screenshotNow(widget, name + (dark ? QStringLiteral("_dark") : QStringLiteral("_light")));
    }
    QApplication::setPalette(lightPalette());
}

std::vector<MemoryChunkInfo> chunks(int count, int perDocument) {
    std::vector<MemoryChunkInfo> all;
    for (int i = 0; i < count; ++i) {
        MemoryChunkInfo chunk;
        chunk.chunk = i + 1;
        chunk.document = i / perDocument + 1;
        chunk.title =
            chunk.document == 1 ? "Treasure Island" : "Book number " + std::to_string(chunk.document);
        chunk.pageFirst = i % perDocument + 1;
        chunk.pageLast = chunk.pageFirst + (i % 3 == 0 ? 1 : 0);
        chunk.tokens = 256;
        chunk.triggers = static_cast<std::uint64_t>(i % 11 == 0 ? i % 37 : i % 5 == 0 ? 2 : 0);
        chunk.hasKv = true;
        chunk.resident = i >= count / 4;
        chunk.pinned = i % 53 == 7;
        chunk.snippet = kSentences[i % 6];
        all.push_back(chunk);
    }
    return all;
}

AskReport report() {
    AskReport report;
    report.answer =
        "The captain sang an old sea song at the **Admiral Benbow** [1]. He paid four gold pieces [2, 3] "
        "and asked Jim to look out for a *seafaring man with one leg* [4].\n\n"
        "| Who | What |\n|---|---|\n| Billy Bones | sang and drank rum |\n| Jim | kept watch |\n\n"
        "- He was feared by the guests.\n- He never wrote letters.\n";
    report.mode = "memory";
    report.model = "tinyllama-1.1b";
    report.retrieveMs = 42;
    report.firstTokenMs = 380;
    report.totalMs = 6200;
    report.tokens = 112;
    for (int i = 0; i < 8; ++i) {
        SearchResult result;
        result.chunk = 10 + i * 3;
        result.document = 1;
        result.title =
            i == 5 ? "A history of the buccaneers, their ships and their songs" : "Treasure Island";
        result.pageFirst = 7 + i * 4;
        result.pageLast = result.pageFirst + i % 2;
        result.charBegin = static_cast<std::uint64_t>(1000 * i);
        result.charEnd = result.charBegin + 900;
        result.score = 0.0328 - i * 0.0011;
        if (i != 3)
            result.denseScore = 0.71 - i * 0.03;
        if (i != 6)
            result.bm25Score = 14.2 - i;
        result.rank = i + 1;
        result.triggers = static_cast<std::uint64_t>(3 + i * i);
        result.retrievedAtToken = i < 6 ? 0 : 64;
        for (const int layer : {13, 17, 21, 25})
            result.attention[layer] = i == 0 ? 0.42 : 0.2 / (i + 1) + layer * 0.0004;
        for (int line = 0; line < 6; ++line)
            result.text += std::string(kSentences[(i + line) % 6]) + " ";
        report.search.results.push_back(result);
    }
    for (int i = 0; i < 4; ++i) {
        Quote quote;
        quote.text = kSentences[i];
        quote.document = 1;
        quote.title = "Treasure Island";
        quote.page = 7 + i;
        report.quotes.push_back(quote);
    }
    return report;
}

InspectedAnswer answer() {
    InspectedAnswer answer;
    answer.message = 12;
    answer.question = QStringLiteral("What did the captain do at the Admiral Benbow?");
    answer.report = report();
    answer.report.parts = {{0, 64, {{10, 0.4}, {13, 0.1}}},
                           {64, 98, {{13, 0.35}, {16, 0.2}}},
                           {98, 170, {{19, 0.3}, {10, 0.1}}}};
    return answer;
}

DocumentView pdfDocument(int pages) {
    DocumentView view;
    view.id = 5;
    view.title = "Treasure Island";
    view.path = "/home/jim/books/treasure_island.pdf";
    view.format = "pdf";
    view.pages = pages;
    view.pictures = true;
    view.sizes.assign(static_cast<std::size_t>(pages), PageSize{420, 595});
    for (int i = 0; i < pages; i += 5) {
        view.outline.push_back({"Part " + std::to_string(i / 5 + 1), i + 1, 0});
        view.outline.push_back({"The old sea-dog at the Admiral Benbow", i + 2, 1});
    }
    return view;
}

DocumentView textDocument(int pages) {
    DocumentView view;
    view.id = 6;
    view.title = "notes.txt";
    view.format = "text";
    view.pages = pages;
    return view;
}

std::shared_ptr<const PagePicture> picture(int page, double pixelsPerPoint) {
    auto picture = std::make_shared<PagePicture>();
    picture->page = page;
    picture->size = {420, 595};
    picture->pixelsPerPoint = pixelsPerPoint;
    picture->width = static_cast<int>(420 * pixelsPerPoint);
    picture->height = static_cast<int>(595 * pixelsPerPoint);
    QImage image(picture->width, picture->height, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QFont font(QStringLiteral("DejaVu Serif"));
    font.setPixelSize(std::max(1, static_cast<int>(10 * pixelsPerPoint)));
    painter.setFont(font);
    painter.setPen(Qt::black);
    const QFontMetricsF metrics(font);
    std::int64_t position = page * 1000;
    double y = 60;
    for (int line = 0; line < 24; ++line, y += 20) {
        const QString text = QString::fromUtf8(kSentences[(line + page) % 6]).left(60);
        painter.drawText(QPointF(48 * pixelsPerPoint, y * pixelsPerPoint), text);
        for (int i = 0; i < text.size(); ++i, ++position) {
            if (text[i].isSpace())
                continue;
            PageCharacter c;
            c.character = text[i].unicode();
            c.position = position;
            c.line = line;
            c.spaceAfter = i + 1 >= text.size() || text[i + 1].isSpace();
            c.box.left = static_cast<float>(48 + metrics.horizontalAdvance(text.left(i)) / pixelsPerPoint);
            c.box.right =
                static_cast<float>(48 + metrics.horizontalAdvance(text.left(i + 1)) / pixelsPerPoint);
            c.box.top = static_cast<float>(y - 9);
            c.box.bottom = static_cast<float>(y + 3);
            picture->characters.push_back(c);
        }
        ++position;
    }
    painter.end();
    const auto* pixels = reinterpret_cast<const std::uint32_t*>(image.constBits());
    picture->argb.assign(pixels, pixels + static_cast<std::ptrdiff_t>(picture->width) * picture->height);
    return picture;
}

PageText pageText(int page) {
    PageText text;
    text.page = page;
    text.begin = static_cast<std::uint64_t>(page - 1) * 900;
    const std::string head = "Page " + std::to_string(page) + ". ";
    text.text = head;
    for (int i = 0; text.text.size() < 898; ++i)
        text.text += std::string(kSentences[i % 6]) + (i % 3 == 2 ? "\n\n" : " ");
    text.text.resize(898);
    text.text += "\n\n";
    return text;
}

} // namespace memlong::ui::samples

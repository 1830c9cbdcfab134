#include "ui/bridge/desktop_settings.h"

#include <algorithm>

#include <QSettings>

#include "ui/bridge/text.h"

namespace memlong::ui {
namespace {

QString nameOf(RetrievalMode mode) {
    return mode == RetrievalMode::Dense  ? QStringLiteral("dense")
           : mode == RetrievalMode::Bm25 ? QStringLiteral("bm25")
                                         : QStringLiteral("hybrid");
}

RetrievalMode retrievalOf(const QString& name) {
    return name == QStringLiteral("dense")  ? RetrievalMode::Dense
           : name == QStringLiteral("bm25") ? RetrievalMode::Bm25
                                            : RetrievalMode::Hybrid;
}

/// The file can be edited by hand: `value` when it is one of `known`, else the first of them.
QString oneOf(const QString& value, const QStringList& known) {
    return known.contains(value) ? value : known.front();
}

} // namespace

DesktopSettings DesktopSettings::load() {
    const QSettings file;
    const DesktopSettings standard;
    const auto text = [&](const char* key) { return file.value(QLatin1String(key)).toString(); };
    const auto whole = [&](const char* key, int value, int least, int most) {
        return std::clamp(file.value(QLatin1String(key), value).toInt(), least, most);
    };
    const auto real = [&](const char* key, double value, double least, double most) {
        return std::clamp(file.value(QLatin1String(key), value).toDouble(), least, most);
    };
    DesktopSettings settings;
    settings.retrieval = retrievalOf(text("answers/retrieval"));
    settings.passages = whole("answers/passages", standard.passages, 1, 64);
    settings.answerMode = oneOf(text("answers/mode"),
                                {QStringLiteral("auto"), QStringLiteral("memory"), QStringLiteral("context"),
                                 QStringLiteral("both"), QStringLiteral("quotes")});
    settings.maxTokens = whole("answers/maxTokens", standard.maxTokens, 1, 8192);
    settings.temperature = real("answers/temperature", standard.temperature, 0, 2);
    settings.topP = real("answers/topP", standard.topP, 0.01, 1);
    settings.topK = whole("answers/topK", standard.topK, 0, 1000);
    settings.repetitionPenalty = real("answers/repetitionPenalty", standard.repetitionPenalty, 1, 2);
    settings.seed = file.value(QStringLiteral("answers/seed"), 0).toULongLong();
    settings.useHistory = file.value(QStringLiteral("answers/useHistory"), standard.useHistory).toBool();
    settings.chunkTokens = whole("documents/chunkTokens", 256, 256, 512) == 512 ? 512 : 256;
    settings.ocrLanguage = text("documents/ocrLanguage");
    settings.threads = whole("program/threads", 0, 0, 1024);
    settings.model = text("program/model");
    settings.retriever = text("program/retriever");
    settings.reranker = text("program/reranker");
    settings.device = text("program/device");
    settings.precision = text("program/precision");
    settings.adapter = text("program/adapter");
    settings.theme = oneOf(text("program/theme"),
                           {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")});
    settings.fontFamily = text("program/fontFamily");
    settings.fontSize = whole("program/fontSize", 0, 0, 32);
    if (settings.fontSize < kLeastFontSize)
        settings.fontSize = 0; // nobody could read that
    settings.language = text("program/language");
    settings.notifications = file.value(QStringLiteral("program/notifications"), true).toBool();
    return settings;
}

void DesktopSettings::save() const {
    QSettings file;
    file.setValue(QStringLiteral("answers/retrieval"), nameOf(retrieval));
    file.setValue(QStringLiteral("answers/passages"), passages);
    file.setValue(QStringLiteral("answers/mode"), answerMode);
    file.setValue(QStringLiteral("answers/maxTokens"), maxTokens);
    file.setValue(QStringLiteral("answers/temperature"), temperature);
    file.setValue(QStringLiteral("answers/topP"), topP);
    file.setValue(QStringLiteral("answers/topK"), topK);
    file.setValue(QStringLiteral("answers/repetitionPenalty"), repetitionPenalty);
    file.setValue(QStringLiteral("answers/seed"), seed);
    file.setValue(QStringLiteral("answers/useHistory"), useHistory);
    file.setValue(QStringLiteral("documents/chunkTokens"), chunkTokens);
    file.setValue(QStringLiteral("documents/ocrLanguage"), ocrLanguage);
    file.setValue(QStringLiteral("program/threads"), threads);
    file.setValue(QStringLiteral("program/model"), model);
    file.setValue(QStringLiteral("program/retriever"), retriever);
    file.setValue(QStringLiteral("program/reranker"), reranker);
    file.setValue(QStringLiteral("program/device"), device);
    file.setValue(QStringLiteral("program/precision"), precision);
    file.setValue(QStringLiteral("program/adapter"), adapter);
    file.setValue(QStringLiteral("program/theme"), theme);
    file.setValue(QStringLiteral("program/fontFamily"), fontFamily);
    file.setValue(QStringLiteral("program/fontSize"), fontSize);
    file.setValue(QStringLiteral("program/language"), language);
    file.setValue(QStringLiteral("program/notifications"), notifications);
}

AskOptions DesktopSettings::askOptions() const {
    AskOptions options;
    if (answerMode == QStringLiteral("memory"))
        options.mode = AnswerMode::Memory;
    else if (answerMode == QStringLiteral("context"))
        options.mode = AnswerMode::Context;
    else if (answerMode == QStringLiteral("both"))
        options.mode = AnswerMode::Both;
    options.quotesOnly = answerMode == QStringLiteral("quotes");
    options.search.k = passages;
    options.search.retrieval = retrieval;
    options.maxTokens = maxTokens;
    options.temperature = static_cast<float>(temperature);
    options.topP = static_cast<float>(topP);
    options.topK = topK;
    options.repetitionPenalty = static_cast<float>(repetitionPenalty);
    options.seed = seed;
    options.useHistory = useHistory;
    return options;
}

ApplicationOptions DesktopSettings::applicationOptions(ApplicationOptions base) const {
    if (!model.isEmpty())
        base.model = fromQt(model);
    if (!retriever.isEmpty())
        base.retriever = fromQt(retriever);
    if (!reranker.isEmpty())
        base.reranker = fromQt(reranker);
    if (!device.isEmpty())
        base.device = fromQt(device);
    if (!precision.isEmpty())
        base.precision = fromQt(precision);
    if (!adapter.isEmpty())
        base.adapter = pathFromQt(adapter);
    if (threads > 0)
        base.threads = threads;
    return base;
}

} // namespace memlong::ui

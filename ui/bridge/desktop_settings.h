// What the user chose, kept in the desktop's configuration folder as it is changed.
#pragma once

#include <QString>

#include "app/services/types.h"

namespace memlong::ui {

struct DesktopSettings {
    static constexpr int kLeastFontSize = 7;

    // Answers
    RetrievalMode retrieval = RetrievalMode::Hybrid;
    int passages = 8;
    QString answerMode; // "auto", "memory", "context", "both" or "quotes"
    int maxTokens = 256;
    double temperature = 0.7, topP = 0.9, repetitionPenalty = 1.1;
    int topK = 40;
    quint64 seed = 0;
    bool useHistory = true;
    // Documents
    int chunkTokens = 256; // of new sessions
    QString ocrLanguage;
    // Program
    int threads = 0; // 0: all
    QString model, retriever, device, precision, adapter;
    QString reranker; // empty: the session's; "none": none
    QString theme;    // "system", "light" or "dark"
    QString fontFamily;
    int fontSize = 0; // points, at least kLeastFontSize; 0: the desktop's
    QString language; // "", "en", "de", "zh_CN"
    bool notifications = true;

    static DesktopSettings load();
    void save() const;

    AskOptions askOptions() const;
    /// `base` with what the settings say about models and threads.
    ApplicationOptions applicationOptions(ApplicationOptions base) const;
    bool operator==(const DesktopSettings&) const = default;
};

} // namespace memlong::ui

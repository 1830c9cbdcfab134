// An answer with all of its chunks and one without some of them, side by side, what changed in colour.
#pragma once

#include <optional>

#include <QStackedWidget>

#include "ui/views/inspected_answer.h"

class QLabel;
class QSplitter;

namespace memlong::ui {

class MarkdownView;

class ComparePane : public QStackedWidget {
    Q_OBJECT
public:
    explicit ComparePane(QWidget* parent = nullptr);

    void clear();
    /// The answer without `masked` is on its way; `places` names them. Without `before`, one with all chunks
    /// under the same conditions is on its way as well.
    void begin(const std::optional<AskReport>& before, const QStringList& places);
    void setBefore(const AskReport& report);
    void appendText(const QString& piece);
    void setProblem(const QString& problem);
    void finish(const AskReport& now);
    bool isComplete() const { return m_before && m_now; }

Q_SIGNALS:
    void citationActivated(int number);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Side {
        QLabel *title = nullptr, *details = nullptr;
        MarkdownView* view = nullptr;
    };
    Side addSide(QSplitter& sides, const QString& accessibleName);
    static void show(Side& side, const AskReport& report);
    void colourChanges();

    QWidget *m_empty = nullptr, *m_page = nullptr;
    Side m_left, m_right;
    std::optional<AskReport> m_before, m_now;
    bool m_textCame = false;
};

} // namespace memlong::ui

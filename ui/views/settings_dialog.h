// Everything that can be chosen. A change takes effect at once and never throws computed work away.
#pragma once

#include <optional>

#include <QDialog>

#include "ui/bridge/desktop_settings.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFontComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QTabWidget;

namespace memlong::ui {

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    /// `budgetTokens` is that of the session in use; none without one.
    SettingsDialog(const DesktopSettings& settings, std::optional<quint64> budgetTokens,
                   QWidget* parent = nullptr);

Q_SIGNALS:
    void settingsChanged(const memlong::ui::DesktopSettings& settings);
    void budgetChanged(quint64 tokens);

private:
    QWidget* answersPage();
    QWidget* documentsPage(std::optional<quint64> budgetTokens);
    QWidget* programPage();
    void apply();

    DesktopSettings m_settings;
    QTabWidget* m_tabs = nullptr;
    QComboBox *m_mode = nullptr, *m_retrieval = nullptr, *m_chunk = nullptr, *m_theme = nullptr,
              *m_language = nullptr;
    QSpinBox *m_passages = nullptr, *m_maxTokens = nullptr, *m_topK = nullptr, *m_seed = nullptr,
             *m_threads = nullptr, *m_fontSize = nullptr;
    QDoubleSpinBox *m_temperature = nullptr, *m_topP = nullptr, *m_penalty = nullptr;
    QCheckBox *m_history = nullptr, *m_notifications = nullptr, *m_ownFont = nullptr;
    QFontComboBox* m_font = nullptr;
    QLineEdit* m_ocrLanguage = nullptr;
};

} // namespace memlong::ui

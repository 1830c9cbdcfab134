// Which folder or file to add as a model, and under which name.
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace memlong::ui {

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(QWidget* parent = nullptr);

    void setSource(const QString& path);
    QString source() const;
    QString name() const; // empty: the folder's
    QString tokenizer() const;
    bool link() const;

private:
    void update();

    QLineEdit *m_source = nullptr, *m_name = nullptr, *m_tokenizer = nullptr;
    QLabel* m_tokenizerLabel = nullptr;
    QWidget* m_tokenizerRow = nullptr;
    QCheckBox* m_link = nullptr;
    QPushButton* m_add = nullptr;
};

} // namespace memlong::ui

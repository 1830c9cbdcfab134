#include "ui/views/first_run.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/widgets/icons.h"

namespace memlong::ui {
namespace {

struct Point {
    const char* icon;
    QString title, text;
};

QWidget* step(const QString& heading, const QString& text, const std::vector<Point>& points,
              QWidget* extra = nullptr) {
    auto* const page = new QWidget;
    auto* const layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    auto* const title = new QLabel(heading);
    title->setObjectName(QStringLiteral("heading"));
    title->setWordWrap(true);
    layout->addWidget(title);
    if (!text.isEmpty()) {
        auto* const words = new QLabel(text);
        words->setObjectName(QStringLiteral("muted"));
        words->setWordWrap(true);
        layout->addWidget(words);
    }
    for (const Point& point : points) {
        auto* const row = new QHBoxLayout;
        row->setSpacing(16);
        auto* const picture = new QLabel;
        picture->setPixmap(lineIcon(point.icon).pixmap(24, 24));
        row->addWidget(picture, 0, Qt::AlignTop);
        auto* const column = new QVBoxLayout;
        column->setSpacing(2);
        auto* const name = new QLabel(point.title);
        name->setObjectName(QStringLiteral("subheading"));
        auto* const words = new QLabel(point.text);
        words->setObjectName(QStringLiteral("muted"));
        words->setWordWrap(true);
        column->addWidget(name);
        column->addWidget(words);
        row->addLayout(column, 1);
        layout->addLayout(row);
    }
    if (extra != nullptr)
        layout->addWidget(extra);
    layout->addStretch(1);
    return page;
}

} // namespace

FirstRun::FirstRun(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Welcome"));
    setModal(false);
    setFixedSize(560, 480);
    m_models = new QLabel;
    m_models->setObjectName(QStringLiteral("muted"));
    m_models->setWordWrap(true);
    auto* const add = new QPushButton(lineIcon("model"), tr("Models …"));
    auto* const models = new QWidget;
    auto* const inModels = new QVBoxLayout(models);
    inModels->setContentsMargins(0, 0, 0, 0);
    inModels->setSpacing(12);
    inModels->addWidget(m_models);
    inModels->addWidget(add, 0, Qt::AlignLeading);
    connect(add, &QPushButton::clicked, this, &FirstRun::modelsRequested);

    m_steps = new QStackedWidget;
    m_steps->addWidget(
        step(tr("Ask your documents"), tr("Books, papers and notes of any length, all at once."),
             {{"ask", tr("Answers with their source"),
               tr("Every answer begins with exact sentences from your documents, each with its page.")},
              {"lock", tr("On this computer only"),
               tr("Nothing is sent anywhere. The network is used only when you download a model.")},
              {"memory", tr("Read once, remembered"),
               tr("A session opens at once, however long its books are, and is saved as you go.")}}));
    m_steps->addWidget(
        step(tr("Language models"),
             tr("Quotes need no language model. With one, the program also writes an answer in its own "
                "words from what it found."),
             {}, models));
    m_steps->addWidget(step(
        tr("Try it with a book"),
        tr("“Treasure Island” by Robert Louis Stevenson comes with the program. It is read in a few seconds, "
           "and a first "
           "question is asked for you."),
        {{"document", tr("1. The book is read"), tr("You see how far it is at the left, below Documents.")},
         {"ask", tr("2. A question is answered"), tr("“What did Jim hear in the apple barrel?”")},
         {"find", tr("3. The page opens"), tr("A click on any quote shows it on its page.")}}));

    m_dots = new QLabel;
    m_dots->setObjectName(QStringLiteral("muted"));
    m_back = new QPushButton(tr("Back"));
    m_skip = new QPushButton(tr("Skip"));
    m_next = new QPushButton;
    m_next->setObjectName(QStringLiteral("primary"));
    auto* const buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_skip);
    buttons->addStretch(1);
    buttons->addWidget(m_dots);
    buttons->addStretch(1);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto* const picture = new QLabel;
    picture->setPixmap(QIcon(QStringLiteral(":/memlong/icons/memlong.svg")).pixmap(56, 56));
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(32, 32, 32, 24);
    layout->setSpacing(16);
    layout->addWidget(picture);
    layout->addWidget(m_steps, 1);
    layout->addLayout(buttons);

    connect(m_skip, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { showStep(m_steps->currentIndex() - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] {
        if (m_steps->currentIndex() + 1 < m_steps->count()) {
            showStep(m_steps->currentIndex() + 1);
            return;
        }
        Q_EMIT sampleRequested();
        accept();
    });
    setDecoders({});
    showStep(0);
}

void FirstRun::setDecoders(const QStringList& names) {
    m_models->setText(names.isEmpty()
                          ? tr("There is none yet. You can add one now or at any later time: a folder with a "
                               "model from Hugging Face, or a download.")
                          : tr("Found: %1.").arg(names.join(QStringLiteral(", "))));
}

void FirstRun::showStep(int step) {
    m_steps->setCurrentIndex(step);
    m_back->setVisible(step > 0);
    m_next->setText(step + 1 < m_steps->count() ? tr("Next") : tr("Open the sample book"));
    m_next->setFocus();
    QString dots;
    for (int i = 0; i < m_steps->count(); ++i)
        dots += i == step ? QStringLiteral("●  ") : QStringLiteral("○  ");
    m_dots->setText(dots.trimmed());
    m_dots->setAccessibleName(tr("Step %1 of %2").arg(step + 1).arg(m_steps->count()));
}

} // namespace memlong::ui

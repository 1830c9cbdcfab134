#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include "tests/ui_widgets/samples.h"
#include "ui/views/download_dialog.h"
#include "ui/views/import_dialog.h"
#include "ui/views/models_model.h"
#include "ui/views/models_view.h"

namespace memlong::ui {
namespace {

std::vector<ModelEntry> models() {
    ModelEntry builtin;
    builtin.name = "builtin";
    builtin.folder = "/usr/share/memlong/models/retriever";
    builtin.kind = "retriever";
    builtin.architecture = "static embeddings";
    builtin.bytes = 8'400'000;
    builtin.parameters = 4'200'000;
    builtin.licence = "GPL-3.0-or-later";
    builtin.builtin = true;
    ModelEntry llama;
    llama.name = "tinyllama";
    llama.folder = "/home/jim/.local/share/memlong/models/tinyllama";
    llama.kind = "decoder";
    llama.architecture = "LlamaForCausalLM";
    llama.description = "22 layers, window of 2,048 tokens, memory layer 11";
    llama.bytes = 2'200'000'000;
    llama.parameters = 1'100'048'384;
    llama.licence = "apache-2.0";
    ModelEntry bge;
    bge.name = "bge-small-en";
    bge.folder = "/home/jim/.local/share/memlong/models/bge-small-en";
    bge.kind = "retriever";
    bge.architecture = "BertModel";
    bge.bytes = 133'000'000;
    bge.parameters = 33'360'000;
    ModelEntry reranker = bge;
    reranker.name = "bge-reranker";
    reranker.kind = "reranker";
    return {builtin, llama, bge, reranker};
}

ModelListing listing() {
    ModelListing listing;
    listing.repository = "TinyLlama/TinyLlama-1.1B-Chat-v1.0";
    listing.revision = "fe8a4ea1ffedaf415f4da2f062534de366a451e6";
    listing.licence = "apache-2.0";
    listing.description = "text-generation";
    listing.files = {{"config.json", 608, {}, {}},
                     {"tokenizer.model", 499'723, {}, {}},
                     {"model.safetensors", 2'200'119'864, {}, {}}};
    listing.bytes = 2'200'620'195;
    listing.bytesFree = 120'000'000'000;
    return listing;
}

QPushButton* button(QWidget& widget, const QString& text) {
    for (QPushButton* each : widget.findChildren<QPushButton*>())
        if (each->text() == text && each->isVisibleTo(&widget))
            return each;
    return nullptr;
}

TEST(ModelsModel, keepsTheRulesOfModels) {
    ModelsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setModels(models());
    model.setInUse(QStringLiteral("tinyllama"), QStringLiteral("builtin"), QStringLiteral("bge-reranker"));
    EXPECT_EQ(model.index(1, ModelsModel::Use).data().toString(), QStringLiteral("Language model, in use"));
    EXPECT_EQ(model.index(2, ModelsModel::Use).data().toString(), QStringLiteral("Retriever"));
    EXPECT_EQ(model.index(3, ModelsModel::Use).data().toString(), QStringLiteral("Reranker, in use"));
    EXPECT_EQ(model.index(2, ModelsModel::Licence).data().toString(), QStringLiteral("not stated"));
    EXPECT_EQ(model.index(1, ModelsModel::Parameters).data().toString(), QStringLiteral("1.1 billion"));
}

TEST(ModelsView, choosesModelsByKind) {
    ModelsView view;
    view.setModels(models());
    const ModelChoices choices{
        QStringLiteral("tinyllama"),
        QStringLiteral("builtin"),
        {},
        QStringLiteral("auto"),
        QStringLiteral("bf16"),
        {},
        {QStringLiteral("auto"), QStringLiteral("cpu"), QStringLiteral("cuda:0")},
        {QStringLiteral("auto"), QStringLiteral("f32"), QStringLiteral("bf16"), QStringLiteral("int8")}};
    view.setChoices(choices);
    view.show();
    auto* table = view.findChild<QTableView*>();
    QSignalSpy retriever(&view, &ModelsView::retrieverChosen);
    QSignalSpy decoder(&view, &ModelsView::decoderChosen);
    QSignalSpy reranker(&view, &ModelsView::rerankerChosen);
    for (int row = 0; row < 4; ++row) {
        table->selectRow(row);
        if (table->model()->index(row, 0).data().toString() == QStringLiteral("bge-reranker")) {
            button(view, QStringLiteral("Use this reranker"))->click();
            view.setChoices({{}, {}, QStringLiteral("bge-reranker"), {}, {}, {}, {}, {}});
            button(view, QStringLiteral("Go without it"))->click();
            view.setChoices(choices);
        } else if (table->model()->index(row, 0).data().toString() == QStringLiteral("bge-small-en")) {
            button(view, QStringLiteral("Use this retriever"))->click();
            EXPECT_TRUE(button(view, QStringLiteral("Remove…"))->isEnabled());
        } else {
            EXPECT_FALSE(button(view, QStringLiteral("In use"))->isEnabled());
            EXPECT_FALSE(button(view, QStringLiteral("Remove…"))->isEnabled());
        }
    }
    EXPECT_EQ(retriever.count(), 1);
    EXPECT_EQ(decoder.count(), 0);
    ASSERT_EQ(reranker.count(), 2);
    EXPECT_EQ(reranker.at(0).at(0).toString(), QStringLiteral("bge-reranker"));
    EXPECT_EQ(reranker.at(1).at(0).toString(), QStringLiteral("none"));
    view.setProgress({"copying", 40, 100, "bytes"});
    samples::screenshot(view, QStringLiteral("models"), {720, 560});
}

TEST(DownloadDialog, looksThenDownloadsPausesAndGoesOn) {
    DownloadDialog dialog;
    dialog.show();
    QSignalSpy listed(&dialog, &DownloadDialog::listingRequested);
    QSignalSpy fetched(&dialog, &DownloadDialog::downloadRequested);
    QSignalSpy paused(&dialog, &DownloadDialog::pauseRequested);
    samples::screenshot(dialog, QStringLiteral("download_naming"), {600, 460});
    dialog.setRepository(QStringLiteral("TinyLlama/TinyLlama-1.1B-Chat-v1.0"));
    button(dialog, QStringLiteral("Look"))->click();
    ASSERT_EQ(listed.count(), 1);
    EXPECT_EQ(fetched.count(), 0);
    dialog.setListing(listing());
    samples::screenshot(dialog, QStringLiteral("download_listed"), {600, 480});
    button(dialog, QStringLiteral("Download"))->click();
    ASSERT_EQ(fetched.count(), 1);
    DownloadProgress progress;
    progress.progress = {"downloading", 900'000'000, 2'200'620'195, "bytes"};
    progress.file = "model.safetensors";
    progress.bytesPerSecond = 11'400'000;
    progress.secondsLeft = 114;
    dialog.setProgress(progress);
    samples::screenshot(dialog, QStringLiteral("download_fetching"), {600, 480});
    button(dialog, QStringLiteral("Pause"))->click();
    ASSERT_EQ(paused.count(), 1);
    dialog.setPaused();
    ASSERT_TRUE(button(dialog, QStringLiteral("Resume")));
    button(dialog, QStringLiteral("Resume"))->click();
    EXPECT_EQ(fetched.count(), 2);
    dialog.setProblem(QStringLiteral("the connection to huggingface.co broke off"));
    EXPECT_TRUE(button(dialog, QStringLiteral("Resume")));
    samples::screenshot(dialog, QStringLiteral("download_problem"), {600, 480});
    button(dialog, QStringLiteral("Resume"))->click();
    ModelEntry entry;
    entry.name = "tinyllama";
    dialog.setFinished(entry);
    EXPECT_FALSE(button(dialog, QStringLiteral("Pause")));
}

TEST(DownloadDialog, downloadOfBefore_canBePausedAndGoesOn) {
    ModelsView view;
    QSignalSpy paused(&view, &ModelsView::downloadPauseRequested);
    QSignalSpy fetched(&view, &ModelsView::downloadRequested);
    DownloadProgress progress;
    progress.progress = {"downloading", 900'000'000, 2'200'620'195, "bytes"};
    view.setDownloadUnderWay({"acme/tiny", "main", "small"}, progress);
    view.openDownloadDialog();
    auto* const dialog = view.findChild<DownloadDialog*>();
    EXPECT_EQ(dialog->findChild<QProgressBar*>()->value(), 408);
    EXPECT_FALSE(button(*dialog, QStringLiteral("Look"))->isEnabled());
    button(*dialog, QStringLiteral("Pause"))->click();
    EXPECT_EQ(paused.count(), 1);
    view.setDownloadPaused();
    button(*dialog, QStringLiteral("Resume"))->click();
    ASSERT_EQ(fetched.count(), 1);
    EXPECT_EQ(fetched[0][0].value<DownloadRequest>().name, "small");
}

TEST(DownloadDialog, fullDisk_isRefusedBeforeTheDownload) {
    DownloadDialog dialog;
    dialog.show();
    dialog.setRepository(QStringLiteral("a/b"));
    button(dialog, QStringLiteral("Look"))->click();
    ModelListing large = listing();
    large.bytesFree = 1'000'000;
    dialog.setListing(large);
    EXPECT_FALSE(button(dialog, QStringLiteral("Download"))->isEnabled());
}

TEST(ImportDialog, binFile_needsItsTokenizer) {
    ImportDialog dialog;
    dialog.show();
    dialog.setSource(QStringLiteral("/models/tinyllama"));
    EXPECT_EQ(dialog.tokenizer(), QString());
    samples::screenshot(dialog, QStringLiteral("import"), {540, 260});
    dialog.setSource(QStringLiteral("/models/stories15M.bin"));
    int edits = 0;
    for (QLineEdit* edit : dialog.findChildren<QLineEdit*>())
        edits += edit->isVisibleTo(&dialog);
    EXPECT_EQ(edits, 3);
    EXPECT_FALSE(dialog.link());
}

} // namespace
} // namespace memlong::ui

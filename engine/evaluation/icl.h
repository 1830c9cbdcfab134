// In-context learning: sentences are labelled after examples in the prompt and examples in memory
// (paper section 4.3).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/evaluation/evaluation_memory.h"

namespace memlong {

struct IclExample {
    std::string text;
    int label = 0;
};

struct IclTask {
    std::string name;                    // "sst-2", "mr", "subj", "sst-5", "mpqa"
    std::string textTitle, labelTitle;   // "Review", "Sentiment"
    std::vector<std::string> labelWords; // by label
    std::vector<IclExample> train, test;
};

/// The tasks whose files are in `folder` (SST-2/{train,dev}.tsv, mr/train.csv, subj/train.csv,
/// sst-5/train.csv, mpqa/mpqa.all). Sets without a test part are cut in two: every fifth example is for the
/// test.
Result<std::vector<IclTask>> readIclTasks(const std::filesystem::path& folder);

struct IclOptions {
    std::vector<int> inContext = {4, 20};
    std::vector<int> inMemory = {0, 4, 18, 200};
    int seeds = 3;       // draws of the examples
    int testCount = 200; // sentences a task; 0: all
    int topK = 8;        // retrieved for a sentence
};

struct IclScore {
    std::string task;
    int inContext = 0, inMemory = 0;
    double inPrompt = 0;            // mean of the examples that fitted the decoder's window
    std::vector<double> accuracies; // one a seed
    double mean = 0, deviation = 0; // of the accuracies
    double majority = 0;            // accuracy of always giving the test's most frequent label
};

struct IclReport {
    std::string model, modelFingerprint, retriever;
    std::string dataHash; // of the tasks' sentences and labels
    int testCount = 0;
    std::vector<IclScore> scores;
};

/// The label whose words are likeliest after the prompt wins.
Result<IclReport> evaluateIcl(DecoderRuntime& decoder, Retriever& retriever,
                              const std::vector<IclTask>& tasks, const IclOptions& options,
                              const ProgressFn& progress, std::stop_token stop);

std::string iclReportText(const IclReport& report);
std::string iclReportJson(const IclReport& report);
/// Heat map of the mean accuracies, a row for each task and a column for each pair of counts, as SVG.
std::string iclReportPlot(const IclReport& report);

} // namespace memlong

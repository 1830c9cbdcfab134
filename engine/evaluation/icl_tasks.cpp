#include <sstream>

#include "engine/base/files.h"
#include "engine/base/utf8.h"
#include "engine/datasets/csv.h"
#include "engine/evaluation/icl.h"

namespace memlong {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMaxBytes = 64 << 20;

/// A line's label and text; negative when the line is none.
using LineReader = IclExample (*)(const std::string& line);

IclExample labelFirst(const std::string& line) { // "1 text" (MPQA)
    if (line.size() < 3 || line[0] < '0' || line[0] > '9' || line[1] != ' ')
        return {"", -1};
    return {trimmed(line.substr(2)), line[0] - '0'};
}

IclExample labelLast(const std::string& line) { // "text<TAB>1" (SST-2)
    const std::size_t tab = line.rfind('\t');
    if (tab == std::string::npos || tab + 1 >= line.size() || line[tab + 1] < '0' || line[tab + 1] > '9')
        return {"", -1};
    return {trimmed(line.substr(0, tab)), line[tab + 1] - '0'};
}

IclExample commaSeparated(const std::string& line) { // 1,"text"
    if (line.size() < 3 || line[0] < '0' || line[0] > '9' || line[1] != ',')
        return {"", -1};
    const CsvTable row = parseCsv("label,text\n" + line + "\n");
    return {row.rows.empty() ? "" : trimmed(row.cell(0, "text")), line[0] - '0'};
}

Result<std::vector<IclExample>> readExamples(const fs::path& file, LineReader reader, std::size_t labels) {
    MEMLONG_ASSIGN(const std::string raw, readFile(file, kMaxBytes));
    std::istringstream lines(repairUtf8(raw));
    std::vector<IclExample> examples;
    for (std::string line; std::getline(lines, line);) {
        IclExample example = reader(line);
        if (example.label >= 0 && static_cast<std::size_t>(example.label) < labels && !example.text.empty())
            examples.push_back(std::move(example));
    }
    if (examples.size() < 10)
        return makeError(ErrorCode::BadInput, file.string() + " has too few labelled sentences");
    return examples;
}

struct Source {
    const char* name;
    const char* train;
    const char* test; // null: a part of train
    LineReader reader;
    const char* textTitle;
    const char* labelTitle;
    std::vector<std::string> labelWords;
};

} // namespace

Result<std::vector<IclTask>> readIclTasks(const fs::path& folder) {
    const std::vector<std::string> poles{"negative", "positive"};
    const Source sources[] = {
        {"sst-2", "SST-2/train.tsv", "SST-2/dev.tsv", labelLast, "Review", "Sentiment", poles},
        {"mr", "mr/train.csv", nullptr, commaSeparated, "Review", "Sentiment", poles},
        {"subj", "subj/train.csv", nullptr, commaSeparated, "Text", "Type", {"subjective", "objective"}},
        {"sst-5",
         "sst-5/train.csv",
         nullptr,
         commaSeparated,
         "Review",
         "Sentiment",
         {"terrible", "bad", "okay", "good", "great"}},
        {"mpqa", "mpqa/mpqa.all", nullptr, labelFirst, "Phrase", "Sentiment", poles},
    };
    std::vector<IclTask> tasks;
    for (const Source& source : sources) {
        std::error_code ignored;
        if (!fs::exists(folder / source.train, ignored))
            continue;
        IclTask task{source.name, source.textTitle, source.labelTitle, source.labelWords, {}, {}};
        MEMLONG_ASSIGN(task.train,
                       readExamples(folder / source.train, source.reader, task.labelWords.size()));
        if (source.test != nullptr) {
            MEMLONG_ASSIGN(task.test,
                           readExamples(folder / source.test, source.reader, task.labelWords.size()));
        } else {
            std::vector<IclExample> kept;
            for (std::size_t i = 0; i < task.train.size(); ++i)
                (i % 5 == 4 ? task.test : kept).push_back(std::move(task.train[i]));
            task.train = std::move(kept);
        }
        tasks.push_back(std::move(task));
    }
    if (tasks.empty())
        return makeError(ErrorCode::NotFound,
                         folder.string() + " has none of SST-2/, mr/, subj/, sst-5/ and mpqa/ with the files "
                                           "of these tasks");
    return tasks;
}

} // namespace memlong

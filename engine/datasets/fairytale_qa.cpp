#include "engine/datasets/fairytale_qa.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "engine/datasets/csv.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = "-questions.csv";

FairytaleStory storyOf(const std::string& name, const CsvTable& sections, const CsvTable& asked) {
    FairytaleStory story{name, {}, {}};
    std::map<std::string, std::size_t> numbers;
    for (std::size_t row = 0; row < sections.rows.size(); ++row) {
        numbers[std::string(sections.cell(row, "section"))] = story.sections.size();
        story.sections.emplace_back(sections.cell(row, "text"));
    }
    for (std::size_t row = 0; row < asked.rows.size(); ++row) {
        FairytaleQuestion question{trimmed(asked.cell(row, "question")), {}, {}};
        for (int number = 1; number <= 6; ++number)
            if (std::string answer = trimmed(asked.cell(row, "answer" + std::to_string(number)));
                !answer.empty())
                question.answers.push_back(std::move(answer));
        std::istringstream evidence{std::string(asked.cell(row, "cor_section"))};
        for (std::string section; std::getline(evidence, section, ',');)
            if (const auto found = numbers.find(trimmed(section)); found != numbers.end())
                question.sections.push_back(found->second);
        std::sort(question.sections.begin(), question.sections.end());
        if (!question.question.empty())
            story.questions.push_back(std::move(question));
    }
    return story;
}

} // namespace

Result<std::vector<FairytaleStory>> readFairytales(const fs::path& folder, const std::string& split) {
    const fs::path questions = folder / "questions" / split;
    std::error_code failure;
    std::set<std::string> names;
    for (auto entry = fs::directory_iterator(questions, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const std::string file = entry->path().filename().string();
        if (file.ends_with(kSuffix))
            names.insert(file.substr(0, file.size() - kSuffix.size()));
    }
    if (names.empty())
        return makeError(ErrorCode::NotFound, "there are no questions in " + questions.string());
    std::vector<FairytaleStory> stories;
    for (const std::string& name : names) {
        MEMLONG_ASSIGN(const CsvTable sections,
                       readCsv(folder / "section-stories" / split / (name + "-story.csv")));
        MEMLONG_ASSIGN(const CsvTable asked, readCsv(questions / (name + std::string(kSuffix))));
        stories.push_back(storyOf(name, sections, asked));
    }
    return stories;
}

std::vector<QuestionedDocument> questionedDocuments(const std::vector<FairytaleStory>& stories) {
    std::vector<QuestionedDocument> documents;
    for (const FairytaleStory& story : stories) {
        QuestionedDocument document{story.name, {}, {}};
        for (const std::string& section : story.sections)
            document.text += (document.text.empty() ? "" : "\n\n") + trimmed(section);
        for (const FairytaleQuestion& question : story.questions)
            if (!question.answers.empty())
                document.questions.push_back({question.question, question.answers});
        if (!document.text.empty() && !document.questions.empty())
            documents.push_back(std::move(document));
    }
    return documents;
}

} // namespace memlong

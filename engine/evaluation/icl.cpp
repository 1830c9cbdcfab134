#include "engine/evaluation/icl.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "engine/base/hash.h"

namespace memlong {
namespace {

std::string demonstration(const IclTask& task, const IclExample& example) {
    return task.textTitle + ": " + example.text + "\n" + task.labelTitle + ": " +
           task.labelWords[static_cast<std::size_t>(example.label)] + "\n\n";
}

/// One draw of examples, and how it labels sentences.
class Labeller {
public:
    Labeller(DecoderRuntime& decoder, Retriever& retriever, const IclTask& task, const IclOptions& options)
        : m_decoder(decoder), m_tokenizer(*decoder.tokenizer()), m_task(task), m_options(options),
          m_memory(decoder, retriever, unbounded()) {
        for (const std::string& word : task.labelWords)
            m_labels.push_back(idsOf(" " + word));
    }

    Result<void> remember(std::span<const IclExample> examples, std::stop_token stop) {
        std::vector<std::vector<TokenId>> chunks;
        for (const IclExample& example : examples)
            chunks.push_back(m_tokenizer.encodeIds(demonstration(m_task, example)));
        m_remembers = !chunks.empty();
        if (m_remembers)
            MEMLONG_TRY(m_memory.add(chunks, stop));
        return {};
    }

    /// Those that fit the window with a long sentence go into every prompt; returns how many do.
    int show(std::span<const IclExample> examples) {
        constexpr int kRoomForSentence = 128;
        const int room = m_decoder.info().contextTokens - kRoomForSentence;
        m_shown.clear();
        if (const auto bos = m_tokenizer.bosId())
            m_shown.push_back(*bos);
        int shown = 0;
        for (const IclExample& example : examples) {
            const std::vector<TokenId> ids = m_tokenizer.encodeIds(demonstration(m_task, example));
            if (static_cast<int>(m_shown.size() + ids.size()) > room)
                break;
            m_shown.insert(m_shown.end(), ids.begin(), ids.end());
            ++shown;
        }
        return shown;
    }

    Result<int> label(const std::string& sentence) {
        ScoreRequest request;
        const std::string text = m_task.textTitle + ": " + sentence;
        if (m_remembers) {
            MEMLONG_ASSIGN(request.memory, m_memory.retrieve(text, m_options.topK));
        }
        std::vector<TokenId> prompt = m_shown;
        const std::vector<TokenId> asked = m_tokenizer.encodeIds(text + "\n" + m_task.labelTitle + ":");
        prompt.insert(prompt.end(), asked.begin(), asked.end());
        int best = 0;
        double bestScore = -std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < m_labels.size(); ++i) {
            request.tokens = prompt;
            request.tokens.insert(request.tokens.end(), m_labels[i].begin(), m_labels[i].end());
            request.firstScored = static_cast<int>(prompt.size());
            MEMLONG_ASSIGN(const std::vector<float> found, m_decoder.logProbabilities(request));
            const double score = std::accumulate(found.begin(), found.end(), 0.0);
            if (score > bestScore) {
                bestScore = score;
                best = static_cast<int>(i);
            }
        }
        return best;
    }

private:
    static BankSettings unbounded() {
        BankSettings settings;
        settings.budgetTokens = std::numeric_limits<std::uint32_t>::max();
        return settings;
    }
    std::vector<TokenId> idsOf(const std::string& text) const {
        std::vector<TokenId> ids;
        for (const Token& token : m_tokenizer.encodeContinuation(text))
            ids.push_back(token.id);
        return ids;
    }

    DecoderRuntime& m_decoder;
    const Tokenizer& m_tokenizer;
    const IclTask& m_task;
    const IclOptions& m_options;
    EvaluationMemory m_memory;
    bool m_remembers = false;
    std::vector<TokenId> m_shown;
    std::vector<std::vector<TokenId>> m_labels;
};

double majorityOf(std::span<const IclExample> test) {
    std::map<int, int> counts;
    int most = 0;
    for (const IclExample& example : test)
        most = std::max(most, ++counts[example.label]);
    return static_cast<double>(most) / static_cast<double>(test.size());
}

/// As many sentences as asked for, evenly from the whole test set.
std::vector<IclExample> testOf(const IclTask& task, int count) {
    if (count <= 0 || static_cast<std::size_t>(count) >= task.test.size())
        return task.test;
    std::vector<IclExample> test;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        test.push_back(task.test[i * task.test.size() / static_cast<std::size_t>(count)]);
    return test;
}

void summarise(IclScore& score) {
    const double count = static_cast<double>(score.accuracies.size());
    score.mean = std::accumulate(score.accuracies.begin(), score.accuracies.end(), 0.0) / count;
    double squares = 0;
    for (const double accuracy : score.accuracies)
        squares += (accuracy - score.mean) * (accuracy - score.mean);
    score.deviation = std::sqrt(squares / count);
    score.inPrompt /= count;
}

std::string hashOf(const std::vector<IclTask>& tasks) {
    Hasher hasher;
    for (const IclTask& task : tasks)
        for (const auto* examples : {&task.train, &task.test})
            for (const IclExample& example : *examples)
                hasher.update(example.text + '\n' + std::to_string(example.label) + '\n');
    return hasher.hex();
}

} // namespace

Result<IclReport> evaluateIcl(DecoderRuntime& decoder, Retriever& retriever,
                              const std::vector<IclTask>& tasks, const IclOptions& options,
                              const ProgressFn& progress, std::stop_token stop) {
    if (options.seeds < 1 || options.topK < 1 || options.inContext.empty() || options.inMemory.empty())
        return makeError(ErrorCode::InvalidArgument,
                         "there must be seeds, chunks to retrieve and example counts");
    IclReport report{decoder.info().name, decoder.info().fingerprint, retriever.name(),
                     hashOf(tasks),       options.testCount,          {}};
    Progress state{"labelling", 0, 0, "sentences"};
    for (const IclTask& task : tasks)
        state.total += testOf(task, options.testCount).size() * options.inContext.size() *
                       options.inMemory.size() * static_cast<std::size_t>(options.seeds);
    for (const IclTask& task : tasks) {
        const std::vector<IclExample> test = testOf(task, options.testCount);
        for (const int inContext : options.inContext)
            for (const int inMemory : options.inMemory) {
                IclScore score{task.name, inContext, inMemory, 0, {}, 0, 0, majorityOf(test)};
                for (int seed = 1; seed <= options.seeds; ++seed) {
                    std::vector<IclExample> drawn = task.train;
                    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
                    std::shuffle(drawn.begin(), drawn.end(), random);
                    const auto need = static_cast<std::size_t>(inContext + inMemory);
                    if (inContext < 0 || inMemory < 0 || drawn.size() < need)
                        return makeError(ErrorCode::InvalidArgument, task.name + " has only " +
                                                                         std::to_string(drawn.size()) +
                                                                         " examples");
                    const std::span<const IclExample> examples(drawn);
                    Labeller labeller(decoder, retriever, task, options);
                    score.inPrompt += labeller.show(examples.first(static_cast<std::size_t>(inContext)));
                    MEMLONG_TRY(labeller.remember(examples.subspan(static_cast<std::size_t>(inContext),
                                                                   static_cast<std::size_t>(inMemory)),
                                                  stop));
                    std::size_t right = 0;
                    for (const IclExample& example : test) {
                        if (stop.stop_requested())
                            return makeError(ErrorCode::Cancelled, "cancelled");
                        MEMLONG_ASSIGN(const int label, labeller.label(example.text));
                        right += label == example.label;
                        ++state.done;
                        if (progress)
                            progress(state);
                    }
                    score.accuracies.push_back(static_cast<double>(right) / static_cast<double>(test.size()));
                }
                summarise(score);
                report.scores.push_back(std::move(score));
            }
    }
    return report;
}

} // namespace memlong

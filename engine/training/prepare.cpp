#include "engine/training/prepare.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <unordered_set>

#include "engine/base/hash.h"
#include "engine/text/chunker.h"
#include "engine/training/corpus.h"
#include "engine/training/token_shard.h"
#include "engine/training/tokenizer_files.h"

namespace memlong {
namespace {

constexpr int kPieceTokens = 4096; // tokens between two looks at the shard's size
constexpr std::uint64_t kSplitBuckets = 10'000;
constexpr std::size_t kSampleBytes = 1U << 20;

Result<DatasetSource> describe(const std::filesystem::path& path, Split role) {
    std::error_code failure;
    const std::uint64_t bytes = std::filesystem::file_size(path, failure);
    std::ifstream file(path, std::ios::binary);
    if (failure || !file)
        return systemError(failure ? failure.value() : errno, "read", path);
    std::string sample(std::min<std::uint64_t>(bytes, kSampleBytes), '\0');
    Hasher hasher;
    hasher.update(std::to_string(bytes));
    file.read(sample.data(), static_cast<std::streamsize>(sample.size()));
    hasher.update(sample);
    file.seekg(static_cast<std::streamoff>(bytes - sample.size()));
    file.read(sample.data(), static_cast<std::streamsize>(sample.size()));
    hasher.update(sample);
    if (!file)
        return systemError(EIO, "read", path);
    return DatasetSource{path.string(), role, bytes, hasher.hex()};
}

class Preparation {
public:
    Preparation(const PrepareOptions& options, const ProgressFn& progress, std::stop_token stop)
        : m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Result<DatasetManifest> run() {
        MEMLONG_TRY(begin());
        if (m_manifest.complete)
            return m_manifest;
        m_full = enough();
        for (std::uint64_t s = m_manifest.nextSource; s < m_manifest.sources.size() && !m_full; ++s)
            MEMLONG_TRY(addSource(s));
        MEMLONG_TRY(commit({m_manifest.sources.size(), 0, 0}, true));
        return m_manifest;
    }

private:
    struct Position {
        std::uint64_t source = 0, document = 0, token = 0;
    };

    Result<void> begin() {
        MEMLONG_TRY(checkOptions());
        MEMLONG_ASSIGN(m_tokenizer, loadTokenizer(m_options.tokenizer));
        m_manifest.tokenizerFingerprint = m_tokenizer->fingerprint();
        m_manifest.vocabularySize = m_tokenizer->vocabularySize();
        m_manifest.beginId = m_tokenizer->bosId().value_or(-1);
        m_manifest.endId = m_tokenizer->eosId().value_or(-1);
        m_manifest.textField = m_options.textField;
        m_manifest.validationFraction = m_options.validationFraction;
        m_manifest.shardTokens = m_options.shardTokens;
        m_manifest.maxTokens = m_options.maxTokens;
        m_manifest.beginMarks = m_options.beginMarks && m_tokenizer->bosId().has_value();
        m_manifest.endMarks = m_options.endMarks && m_tokenizer->eosId().has_value();
        // Held-out texts first: a copy of one among the others is then the duplicate.
        MEMLONG_TRY(addSources(m_options.validationSources, Split::Validation));
        MEMLONG_TRY(addSources(m_options.sources, Split::Train));
        for (ShardBuilder& builder : m_builders)
            builder = ShardBuilder(m_manifest.vocabularySize);
        return openFolder();
    }

    Result<void> checkOptions() const {
        if (m_options.sources.empty() && m_options.validationSources.empty())
            return makeError(ErrorCode::InvalidArgument, "no texts were named; give files or folders");
        if (!(m_options.validationFraction >= 0 && m_options.validationFraction < 1))
            return makeError(ErrorCode::InvalidArgument,
                             "the validation fraction must be at least 0 and below 1");
        if (m_options.shardTokens < kPieceTokens || m_options.shardTokens > (1U << 30))
            return makeError(ErrorCode::InvalidArgument,
                             "a shard holds " + std::to_string(kPieceTokens) + " to 2^30 tokens");
        return {};
    }

    Result<void> addSources(const std::vector<std::filesystem::path>& paths, Split role) {
        if (paths.empty())
            return {};
        MEMLONG_ASSIGN(const auto files, collectCorpus(paths));
        for (const auto& file : files) {
            MEMLONG_ASSIGN(DatasetSource source, describe(file, role));
            m_manifest.sources.push_back(std::move(source));
        }
        return {};
    }

    /// Continues what an earlier run left, or begins.
    Result<void> openFolder() {
        std::error_code failure;
        std::filesystem::create_directories(m_options.output, failure);
        if (failure)
            return systemError(failure.value(), "make", m_options.output);
        if (!m_options.restart && std::filesystem::exists(m_options.output / "manifest.json")) {
            MEMLONG_ASSIGN(DatasetManifest earlier, readManifest(m_options.output));
            MEMLONG_TRY(checkSame(earlier));
            m_manifest = std::move(earlier);
            return readSeen();
        }
        for (const auto& entry : std::filesystem::directory_iterator(m_options.output, failure)) {
            const std::string name = entry.path().filename().string();
            if (name.ends_with(".tokens") || name == "manifest.json")
                std::filesystem::remove(entry.path(), failure);
        }
        MEMLONG_TRY(copyTokenizerFiles(m_options.tokenizer, datasetTokenizer(m_options.output)));
        return writeManifest(m_options.output, m_manifest);
    }

    Result<void> checkSame(const DatasetManifest& earlier) const {
        std::string difference;
        if (earlier.tokenizerFingerprint != m_manifest.tokenizerFingerprint)
            difference = "another tokenizer";
        else if (earlier.textField != m_manifest.textField || earlier.shardTokens != m_manifest.shardTokens ||
                 earlier.validationFraction != m_manifest.validationFraction ||
                 earlier.maxTokens != m_manifest.maxTokens || earlier.beginMarks != m_manifest.beginMarks ||
                 earlier.endMarks != m_manifest.endMarks)
            difference = "other settings";
        else if (!std::ranges::equal(earlier.sources, m_manifest.sources,
                                     [](const DatasetSource& a, const DatasetSource& b) {
                                         return a.path == b.path && a.hash == b.hash && a.role == b.role;
                                     }))
            difference = "other or since changed texts";
        if (difference.empty())
            return {};
        return makeError(ErrorCode::InvalidArgument,
                         m_options.output.string() + " holds data made from " + difference +
                             "; choose another folder, or --restart to replace it");
    }

    /// What is in the shards already, so that copies that follow are recognised.
    Result<void> readSeen() {
        for (const auto& list : m_manifest.shards)
            for (const DatasetShard& entry : list) {
                MEMLONG_ASSIGN(const TokenShard shard, TokenShard::open(m_options.output / entry.file));
                for (const ShardDocument& document : shard.documents())
                    m_seen.insert(document.hash);
            }
        return {};
    }

    CorpusOptions corpusOptions(std::uint64_t skip) {
        CorpusOptions options;
        options.textField = m_options.textField;
        options.skipDocuments = skip;
        options.onProblem = [this](const std::string& problem) { m_newProblems.push_back(problem); };
        return options;
    }

    Result<void> addSource(std::uint64_t index) {
        const bool resumed = index == m_manifest.nextSource;
        const std::uint64_t skip = resumed ? m_manifest.nextDocument : 0;
        const std::uint64_t skipTokens = resumed ? m_manifest.nextToken : 0;
        DatasetSource& source = m_manifest.sources[index];
        auto opened = openCorpusSource(source.path, corpusOptions(skip));
        if (!opened) {
            if (opened.error().code != ErrorCode::Corrupt && opened.error().code != ErrorCode::BadInput)
                return opened.error();
            m_newProblems.push_back(opened.error().message);
            keepProblems();
            return {};
        }
        CorpusSource& reader = **opened;
        while (!m_full) {
            auto step = reader.next(m_stop);
            if (!step)
                return cancelledOr(step.error());
            keepProblems();
            if (!step->has_value())
                break;
            const bool begun = (*step)->ordinal == skip && skipTokens > 0;
            if (!begun && !m_seen.insert((*step)->document.hash).second) {
                ++m_manifest.duplicates;
                continue;
            }
            MEMLONG_TRY(addDocument(reader, index, **step, begun ? skipTokens : 0));
            keepProblems();
        }
        report(true);
        return {};
    }

    Result<void> addDocument(CorpusSource& reader, std::uint64_t sourceIndex, const CorpusSource::Step& step,
                             std::uint64_t skipTokens) {
        DatasetSource& source = m_manifest.sources[sourceIndex];
        const Split split = source.role == Split::Validation || heldOut(step.document.hash)
                                ? Split::Validation
                                : Split::Train;
        std::uint64_t written = 0; // tokens of the document so far, the skipped ones included
        const auto add = [&](std::span<const TokenId> ids) -> Result<void> {
            const std::uint64_t known =
                std::min<std::uint64_t>(skipTokens - std::min(written, skipTokens), ids.size());
            written += ids.size();
            ids = ids.subspan(known);
            if (ids.empty())
                return {};
            MEMLONG_TRY(builder(split).append(step.document.hash, written > ids.size(), ids));
            m_manifest.tokens[static_cast<int>(split)] += ids.size();
            source.tokens += ids.size();
            m_full = enough();
            if (m_builders[0].tokens() + m_builders[1].tokens() >= m_options.shardTokens)
                return commit({sourceIndex, step.ordinal, written}, false);
            return {};
        };
        if (m_manifest.beginMarks)
            m_pending.push_back(*m_tokenizer->bosId());
        Chunker chunker(m_tokenizer, kPieceTokens);
        const auto addChunks = [&](const std::vector<Chunk>& chunks) -> Result<void> {
            for (const Chunk& chunk : chunks) {
                m_pending.insert(m_pending.end(), chunk.tokens.begin(), chunk.tokens.end());
                MEMLONG_TRY(add(m_pending));
                m_pending.clear();
            }
            return {};
        };
        while (!m_full) {
            auto page = reader.nextPage(m_stop);
            if (!page)
                return cancelledOr(page.error());
            if (!page->has_value())
                break;
            MEMLONG_TRY(addChunks(chunker.push(**page)));
            report(false);
            if (m_stop.stop_requested())
                return cancelledOr(makeError(ErrorCode::Cancelled, ""));
        }
        if (!m_full)
            MEMLONG_TRY(addChunks(chunker.finish()));
        if (m_manifest.endMarks && written > 0 && !m_full) {
            const TokenId eos = *m_tokenizer->eosId();
            MEMLONG_TRY(add({&eos, 1}));
        }
        m_pending.clear(); // the begin mark of a document without text
        if (written > 0) {
            ++m_manifest.documents[static_cast<int>(split)];
            ++source.documents;
        }
        return {};
    }

    bool enough() const {
        return m_options.maxTokens > 0 && m_manifest.tokens[0] + m_manifest.tokens[1] >= m_options.maxTokens;
    }

    ShardBuilder& builder(Split split) { return m_builders[static_cast<int>(split)]; }

    bool heldOut(std::uint64_t documentHash) const {
        return documentHash % kSplitBuckets <
               static_cast<std::uint64_t>(std::llround(m_options.validationFraction * kSplitBuckets));
    }

    void keepProblems() {
        m_manifest.problemCount += m_newProblems.size();
        for (std::string& problem : m_newProblems)
            if (m_manifest.problems.size() < kMaxListedProblems)
                m_manifest.problems.push_back(std::move(problem));
        m_newProblems.clear();
    }

    /// Shards first, then the manifest that names them: a kill in between repeats the work.
    Result<void> commit(Position position, bool complete) {
        for (const Split split : {Split::Train, Split::Validation}) {
            if (builder(split).tokens() == 0)
                continue;
            auto& shards = m_manifest.shards[static_cast<int>(split)];
            char number[16];
            std::snprintf(number, sizeof number, "-%05zu.tokens", shards.size());
            DatasetShard shard{splitName(split) + number, builder(split).tokens(), {}};
            const std::string bytes = builder(split).finish(m_manifest.tokenizerFingerprint);
            shard.hash = hashHex(bytes);
            MEMLONG_TRY(replaceFile(m_options.output / shard.file, bytes));
            shards.push_back(std::move(shard));
        }
        m_manifest.nextSource = position.source;
        m_manifest.nextDocument = position.document;
        m_manifest.nextToken = position.token;
        m_manifest.complete = complete;
        return writeManifest(m_options.output, m_manifest);
    }

    Error cancelledOr(Error error) const {
        if (error.code == ErrorCode::Cancelled)
            error.message = "stopped; run the command again to go on from the last complete shard";
        return error;
    }

    void report(bool always) {
        const auto now = std::chrono::steady_clock::now();
        if (!m_progress || (!always && now - m_reportedAt < std::chrono::milliseconds(200)))
            return;
        m_reportedAt = now;
        m_progress(
            {"tokenizing", m_manifest.tokens[0] + m_manifest.tokens[1], m_options.maxTokens, "tokens"});
    }

    const PrepareOptions& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    DatasetManifest m_manifest;
    ShardBuilder m_builders[kSplits] = {ShardBuilder(1), ShardBuilder(1)};
    std::unordered_set<std::uint64_t> m_seen; // hashes of documents: 8 bytes each
    std::vector<TokenId> m_pending;
    std::vector<std::string> m_newProblems;
    bool m_full = false;
    std::chrono::steady_clock::time_point m_reportedAt{};
};

} // namespace

Result<DatasetManifest> prepareDataset(const PrepareOptions& options, const ProgressFn& progress,
                                       std::stop_token stop) {
    return Preparation(options, progress, std::move(stop)).run();
}

} // namespace memlong

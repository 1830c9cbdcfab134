#include "app/services/reencode_pipeline.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iterator>
#include <memory>
#include <set>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "app/services/model_catalog.h"
#include "app/services/session_lock.h"
#include "app/services/settings.h"
#include "app/services/stopwatch.h"
#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::size_t kBatchChunks = 32;
constexpr std::size_t kBatchChunksEncoded = 8;

class Reporter {
public:
    Reporter(const std::function<void(const IngestProgress&)>& onProgress, std::string name)
        : m_onProgress(onProgress) {
        m_progress.document = m_progress.documents = 1;
        m_progress.path = std::move(name);
    }
    void start(const char* stage, std::uint64_t chunks) {
        m_progress.progress = {stage, 0, chunks, "chunks"};
        m_tokens = 0;
        m_watch = Stopwatch();
    }
    void add(std::uint64_t chunks, std::uint64_t tokens) {
        m_progress.progress.done += chunks;
        m_tokens += tokens;
        const double seconds = m_watch.seconds();
        m_progress.tokensPerSecond = seconds > 0 ? static_cast<double>(m_tokens) / seconds : 0;
        m_progress.secondsLeft = seconds *
                                 static_cast<double>(m_progress.progress.total - m_progress.progress.done) /
                                 static_cast<double>(std::max<std::uint64_t>(m_progress.progress.done, 1));
        if (m_onProgress)
            m_onProgress(m_progress);
    }

private:
    const std::function<void(const IngestProgress&)>& m_onProgress;
    IngestProgress m_progress;
    std::uint64_t m_tokens = 0;
    Stopwatch m_watch;
};

std::uint64_t tokensOf(std::span<const ChunkRow> rows) {
    std::uint64_t tokens = 0;
    for (const ChunkRow& row : rows)
        tokens += row.tokenEnd - row.tokenBegin;
    return tokens;
}

Error cancelled() {
    return makeError(ErrorCode::Cancelled, "cancelled; run 'memlong session reencode' again to go on");
}

/// Embeddings on their way into the database: a file without a name beside it, gone with the program.
class EmbeddingFile {
public:
    static Result<EmbeddingFile> make(const std::filesystem::path& folder) {
        std::string name = (folder / "reencode.XXXXXX").string();
        const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor < 0)
            return systemError(errno, "write", name);
        ::unlink(name.c_str());
        EmbeddingFile file;
        file.m_folder = folder;
        file.m_file.reset(::fdopen(descriptor, "w+b"));
        return file;
    }
    Result<void> append(RowId chunk, std::span<const float> rows) {
        const std::int64_t header[2] = {chunk, static_cast<std::int64_t>(rows.size())};
        const bool written =
            std::fwrite(header, sizeof header, 1, m_file.get()) == 1 &&
            std::fwrite(rows.data(), sizeof(float), rows.size(), m_file.get()) == rows.size();
        if (!written)
            return systemError(errno, "write new embeddings to", m_folder);
        return {};
    }
    /// Gives every entry to `apply` in the order of appending.
    Result<void> visit(const std::function<Result<void>(RowId, std::span<const float>)>& apply) {
        if (std::fflush(m_file.get()) != 0 || std::fseek(m_file.get(), 0, SEEK_SET) != 0)
            return systemError(errno, "write new embeddings to", m_folder);
        std::int64_t header[2];
        std::vector<float> rows;
        while (std::fread(header, sizeof header, 1, m_file.get()) == 1) {
            rows.resize(static_cast<std::size_t>(header[1]));
            if (std::fread(rows.data(), sizeof(float), rows.size(), m_file.get()) != rows.size())
                return makeError(ErrorCode::Io,
                                 "the new embeddings in " + m_folder.string() + " cannot be read back");
            MEMLONG_TRY(apply(header[0], rows));
        }
        return {};
    }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::filesystem::path m_folder;
    std::unique_ptr<std::FILE, Closer> m_file;
};

/// The retriever asked for, else the session's, whatever the session's embeddings are of.
Result<std::pair<std::string, std::shared_ptr<Retriever>>> wantedRetriever(OpenSession& session,
                                                                           const SessionStore& store) {
    MEMLONG_ASSIGN(std::string name, settings::text(store, settings::kRetrieverName));
    if (!session.models().options().retriever.empty())
        name = session.models().options().retriever;
    if (name.empty())
        name = kBuiltinRetriever;
    MEMLONG_ASSIGN(auto retriever, session.models().retriever(name));
    return std::pair(std::move(name), std::move(retriever));
}

Result<void> appendNew(const SessionStore& store, std::vector<RowId>& chunks) {
    MEMLONG_ASSIGN(const std::vector<RowId> all, store.chunkIds());
    const std::set<RowId> known(chunks.begin(), chunks.end());
    std::ranges::copy_if(all, std::back_inserter(chunks), [&](RowId id) { return !known.contains(id); });
    return {};
}

Result<void> reembed(OpenSession& session, SessionStore& store, Reporter& reporter,
                     const std::stop_token& stop) {
    MEMLONG_ASSIGN(const auto wanted, wantedRetriever(session, store));
    const std::string& name = wanted.first;
    const std::shared_ptr<Retriever>& retriever = wanted.second;
    MEMLONG_ASSIGN(const std::string fingerprint, settings::text(store, settings::kRetrieverFingerprint));
    const bool same = fingerprint == retriever->fingerprint();
    MEMLONG_ASSIGN(std::vector<RowId> chunks, same ? store.chunksWithoutEmbeddings() : store.chunkIds());
    MEMLONG_ASSIGN(EmbeddingFile file, EmbeddingFile::make(session.folder()));
    reporter.start("embedding", chunks.size());
    for (std::size_t begin = 0; begin < chunks.size(); begin += kBatchChunks) {
        if (stop.stop_requested())
            return cancelled();
        const auto ids = std::span(chunks).subspan(begin, std::min(kBatchChunks, chunks.size() - begin));
        MEMLONG_ASSIGN(const std::vector<ChunkRow> rows, store.chunks(ids));
        std::vector<std::string> texts;
        for (const ChunkRow& row : rows)
            texts.push_back(row.text);
        MEMLONG_ASSIGN(const std::vector<Embeddings> embeddings, retriever->embedPassages(texts, stop));
        for (std::size_t i = 0; i < rows.size(); ++i)
            MEMLONG_TRY(file.append(rows[i].id, embeddings[i].values));
        reporter.add(rows.size(), tokensOf(rows));
        if (!same && begin + ids.size() == chunks.size())
            MEMLONG_TRY(appendNew(store, chunks)); // a long conversation may have moved into memory meanwhile
    }
    MEMLONG_TRY(store.transaction([&]() -> Result<void> {
        MEMLONG_TRY(store.setSetting(settings::kRetrieverDimension, std::to_string(retriever->dimension())));
        MEMLONG_TRY(file.visit(
            [&](RowId chunk, std::span<const float> rows) { return store.setEmbeddings(chunk, rows); }));
        MEMLONG_TRY(store.setSetting(settings::kRetrieverName, name));
        return store.setSetting(settings::kRetrieverFingerprint, retriever->fingerprint());
    }));
    MEMLONG_TRY(session.index().current(store, *retriever));
    return {};
}

Result<void> reencodeKv(OpenSession& session, SessionStore& store, const std::string& decoder,
                        Reporter& reporter, const std::stop_token& stop) {
    MEMLONG_ASSIGN(ChunkEncoder* const encoder, session.encoder(decoder));
    MEMLONG_ASSIGN(std::vector<RowId> chunks, store.chunksWithoutKv());
    MEMLONG_ASSIGN(const std::vector<RowId> damaged, store.chunksWithDamagedKv(stop));
    chunks.insert(chunks.end(), damaged.begin(), damaged.end());
    reporter.start("encoding", chunks.size());
    for (std::size_t begin = 0; begin < chunks.size(); begin += kBatchChunksEncoded) {
        if (stop.stop_requested())
            return cancelled();
        const auto ids =
            std::span(chunks).subspan(begin, std::min(kBatchChunksEncoded, chunks.size() - begin));
        MEMLONG_ASSIGN(const std::vector<ChunkRow> rows, store.chunks(ids));
        std::vector<ChunkEncoder::Source> sources;
        for (const ChunkRow& row : rows)
            sources.push_back({row.tokenIds, row.text});
        MEMLONG_ASSIGN(const auto blocks, encoder->encode(sources, stop));
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (const std::vector<std::byte> bytes = encoder->stored(blocks[i]); !bytes.empty())
                MEMLONG_TRY(store.writeKv(rows[i].id, bytes));
        reporter.add(rows.size(), tokensOf(rows));
    }
    MEMLONG_ASSIGN(ResidentMemory* const memory, session.memory());
    return memory->save(store);
}

} // namespace

Result<void> reencodeSession(OpenSession& session,
                             const std::function<void(const IngestProgress&)>& onProgress,
                             const std::stop_token& stop) {
    MEMLONG_ASSIGN(SessionStore* const store, session.writableStore());
    MEMLONG_ASSIGN(const SessionLock lock, SessionLock::take(session.folder()));
    Reporter reporter(onProgress, session.name());
    MEMLONG_TRY(reembed(session, *store, reporter, stop));
    MEMLONG_ASSIGN(const std::string decoder, session.decoderName());
    if (decoder.empty())
        return {};
    return reencodeKv(session, *store, decoder, reporter, stop);
}

} // namespace memlong

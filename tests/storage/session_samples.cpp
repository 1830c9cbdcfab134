#include "tests/storage/session_samples.h"

#include "engine/base/hash.h"

namespace memlong::test {

DocumentRow sampleDocument(const std::string& hash) {
    DocumentRow row;
    row.contentHash = hash;
    row.path = "/books/" + hash + ".pdf";
    row.title = "Title of " + hash;
    row.author = "An Author";
    row.format = "pdf";
    row.pages = 12;
    row.readerVersion = 3;
    row.tokenizerFingerprint = "tokenizer";
    row.chunkTokens = 8;
    row.language = "en";
    row.outline = {{"One", 1, 0}, {"One.One", 2, 1}};
    row.pageProblems = {{5, "no text"}};
    return row;
}

std::vector<std::byte> sampleBlock(const std::string& document, int ordinal) {
    std::vector<std::byte> block(60 + static_cast<std::size_t>(ordinal) % 5);
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] =
            static_cast<std::byte>(hash64(document + std::to_string(ordinal) + "/" + std::to_string(i)));
    return block;
}

NewChunk sampleChunk(const std::string& document, int ordinal, bool withKv) {
    NewChunk chunk;
    ChunkRow& row = chunk.row;
    const auto n = static_cast<std::uint64_t>(ordinal);
    row.ordinal = ordinal;
    row.tokenBegin = 8 * n;
    row.tokenEnd = 8 * n + 8;
    row.charBegin = 30 * n;
    row.charEnd = 30 * n + 30;
    row.firstPage = 1 + ordinal / 4;
    row.lastPage = row.firstPage + 1;
    row.pageStarts = {{0, row.firstPage}, {17, row.lastPage}};
    row.text = "Ein Stück, часть, 一部 " + std::to_string(ordinal) + " of " + document;
    for (int i = 0; i < 8; ++i)
        row.tokenIds.push_back(ordinal * 1000 + i);
    chunk.searchTerms = "stück часть 一部 piece" + std::to_string(ordinal % 10) + " " + document;
    for (int i = 0; i < 2 * kSampleDimension; ++i)
        chunk.embeddings.push_back(static_cast<float>((ordinal + i) % 8) / 8.0f);
    if (withKv)
        chunk.kv = sampleBlock(document, ordinal);
    return chunk;
}

std::vector<NewChunk> sampleChunks(const std::string& document, int first, int count, bool withKv) {
    std::vector<NewChunk> chunks;
    for (int i = 0; i < count; ++i)
        chunks.push_back(sampleChunk(document, first + i, withKv));
    return chunks;
}

KvLayout sampleLayout(const std::string& fingerprint) {
    return {.fingerprint = fingerprint,
            .layer = 13,
            .dtype = 1,
            .kvHeads = 2,
            .headDim = 2,
            .chunkTokens = 8,
            .slotBytes = 64};
}

Result<SessionStore> sampleSession(const std::filesystem::path& folder, int chunks) {
    MEMLONG_ASSIGN(SessionStore store, SessionStore::create(folder));
    MEMLONG_TRY(store.useKvLayout(sampleLayout()));
    MEMLONG_TRY(store.setSetting("retriever.dimension", std::to_string(kSampleDimension)));
    for (const std::string name : {"first", "second"}) {
        MEMLONG_ASSIGN(const RowId document, store.addDocument(sampleDocument(name)));
        MEMLONG_TRY(store.addChunks(document, sampleChunks(name, 0, chunks)));
    }
    MessageRow question;
    question.text = "Who?";
    MEMLONG_TRY(store.addMessage(question));
    MessageRow answer;
    answer.role = MessageRole::Assistant;
    answer.text = "He.";
    CitationRow citation;
    citation.chunk = 1;
    citation.document = 1;
    citation.rank = 1;
    citation.score = 0.5;
    citation.denseScore = 0.25;
    citation.attention = {{13, 0.125}, {17, 0.5}};
    citation.quote = "Ein Stück";
    citation.quoteCharEnd = 9;
    citation.quotePage = 1;
    answer.citations.push_back(citation);
    MEMLONG_TRY(store.addMessage(answer));
    return store;
}

} // namespace memlong::test

-- Version 1 of a session database. storage/FORMAT.md says what every column means.
CREATE TABLE session_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE setting (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- AUTOINCREMENT here and below: an id is never used twice, since K/V files and citations name it.
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_hash TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    format TEXT NOT NULL,
    pages INTEGER NOT NULL,
    status TEXT NOT NULL,
    problem TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    tokenizer_fingerprint TEXT NOT NULL,
    chunk_tokens INTEGER NOT NULL,
    language TEXT NOT NULL,
    added_at TEXT NOT NULL
);

CREATE TABLE outline_entry (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    page INTEGER NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE page_problem (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    page INTEGER NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

-- Narrow on purpose: counting, ordering and counters never touch the text.
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    token_begin INTEGER NOT NULL,
    token_end INTEGER NOT NULL,
    char_begin INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    first_page INTEGER NOT NULL,
    last_page INTEGER NOT NULL,
    triggers INTEGER NOT NULL,
    last_triggered_at TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    is_chat INTEGER NOT NULL,
    UNIQUE (document, ordinal)
);

CREATE TABLE chunk_content (
    chunk INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    token_ids BLOB NOT NULL,
    page_starts BLOB NOT NULL,
    checksum INTEGER NOT NULL
);

CREATE TABLE embedding (
    chunk INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    checksum INTEGER NOT NULL
);

-- rowid = chunk.id. The terms come analysed and separated by spaces, so that anything but a space is part of one.
CREATE VIRTUAL TABLE chunk_search USING fts5 (
    terms,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

CREATE TABLE kv_layout (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,
    layer INTEGER NOT NULL,
    dtype INTEGER NOT NULL,
    kv_heads INTEGER NOT NULL,
    head_dim INTEGER NOT NULL,
    chunk_tokens INTEGER NOT NULL,
    slot_bytes INTEGER NOT NULL,
    UNIQUE (fingerprint, layer, dtype, kv_heads, head_dim, chunk_tokens, slot_bytes)
);

CREATE TABLE kv_slot (
    chunk INTEGER NOT NULL REFERENCES chunk (id) ON DELETE CASCADE,
    layout INTEGER NOT NULL REFERENCES kv_layout (id),
    slot INTEGER NOT NULL,
    PRIMARY KEY (chunk, layout)
) WITHOUT ROWID;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    complete INTEGER NOT NULL,
    mode TEXT NOT NULL,
    model TEXT NOT NULL,
    retrieve_ms REAL NOT NULL,
    first_token_ms REAL NOT NULL,
    total_ms REAL NOT NULL,
    tokens INTEGER NOT NULL,
    created_at TEXT NOT NULL
);

-- No reference to chunk or document: an answer keeps its citations when a document is removed.
CREATE TABLE citation (
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    document INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    score REAL NOT NULL,
    dense_score REAL,
    bm25_score REAL,
    triggers INTEGER NOT NULL,
    retrieved_at_token INTEGER NOT NULL,
    quote TEXT NOT NULL,
    quote_char_begin INTEGER NOT NULL,
    quote_char_end INTEGER NOT NULL,
    quote_page INTEGER NOT NULL,
    PRIMARY KEY (message, position)
) WITHOUT ROWID;

CREATE TABLE citation_attention (
    message INTEGER NOT NULL,
    position INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    share REAL NOT NULL,
    PRIMARY KEY (message, position, layer),
    FOREIGN KEY (message, position) REFERENCES citation (message, position) ON DELETE CASCADE
) WITHOUT ROWID;

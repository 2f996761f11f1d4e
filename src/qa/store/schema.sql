-- qa.sqlite3, format 1. Everything that an index knows; vectors.faiss is derived from it.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,        -- format, model, fingerprint, dim, generation, updated, roots
    value TEXT NOT NULL            -- JSON
) WITHOUT ROWID;

CREATE TABLE documents (
    id        INTEGER PRIMARY KEY,
    source    TEXT NOT NULL UNIQUE,  -- path relative to the folder it was found in
    sha256    TEXT NOT NULL,         -- of the file's bytes
    title     TEXT NOT NULL,
    author    TEXT NOT NULL,
    published TEXT NOT NULL,
    text      TEXT NOT NULL          -- what every offset below counts characters of
);

CREATE TABLE paragraphs (
    id        INTEGER PRIMARY KEY,
    document  INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    begins    INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    sentences BLOB NOT NULL,         -- little-endian int32 pairs: start, end
    UNIQUE (document, ordinal)
);

CREATE TABLE windows (               -- what is embedded: a body paragraph, or parts of a long one
    id        INTEGER PRIMARY KEY,   -- also the vector's id in vectors.faiss
    paragraph INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE,
    begins    INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    text_hash BLOB NOT NULL
);
CREATE INDEX windows_by_paragraph ON windows (paragraph);
CREATE INDEX windows_by_hash ON windows (text_hash);

CREATE TABLE embeddings (
    model     TEXT NOT NULL,         -- fingerprint of the weights
    text_hash BLOB NOT NULL,         -- of the embedded text and its sentences
    vectors   BLOB NOT NULL,         -- little-endian float16, unit length: the window's, then one
                                     -- for each sentence in it
    PRIMARY KEY (model, text_hash)
) WITHOUT ROWID;

-- Contentless: the text lies in documents. rowid is a body paragraph's id.
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);

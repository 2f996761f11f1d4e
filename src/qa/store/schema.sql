-- qa.sqlite3, format 4. Everything that an index knows; vectors.faiss is derived from it.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,        -- format, model, fingerprint, dim, generation, updated, roots,
    value TEXT NOT NULL            -- vectors (stamp), former (settings that undo brings back); JSON
) WITHOUT ROWID;

CREATE TABLE files (
    id        INTEGER PRIMARY KEY,
    file      TEXT NOT NULL,       -- its source: path relative to the folder it was found in
    sha256    TEXT NOT NULL,       -- of its bytes
    size      INTEGER NOT NULL,    -- bytes
    mtime_ns  INTEGER NOT NULL,    -- when it was last modified, in nanoseconds
    state     TEXT NOT NULL,       -- 'live' | 'former': what undo brings back, until the next update
                                   -- | 'staged': read and waiting for it | 'partial': read in part
    since     INTEGER NOT NULL,    -- the generation that made it live
    UNIQUE (file, state)
);

CREATE TABLE documents (
    id        INTEGER PRIMARY KEY,
    file      INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    source    TEXT NOT NULL,       -- of a document in a collection: the file's source, /, its name
    title     TEXT NOT NULL,
    author    TEXT NOT NULL,
    published TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url       TEXT NOT NULL,
    language  TEXT NOT NULL,
    pages     BLOB NOT NULL,       -- little-endian int32: where each page begins
    text      TEXT NOT NULL,       -- what every offset below counts characters of
    UNIQUE (file, source)
);
CREATE INDEX documents_by_source ON documents (source);

CREATE TABLE paragraphs (
    id        INTEGER PRIMARY KEY,
    document  INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    begins    INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    sentences BLOB NOT NULL,       -- little-endian int32 pairs: start, end
    section   TEXT NOT NULL,       -- the headings above it; a JSON list, or "" for none
    header    BLOB NOT NULL,       -- int32 start, end of its table's header, if that lies outside
    UNIQUE (document, ordinal)
);

CREATE TABLE windows (             -- what is embedded: a paragraph, or parts of a long one
    id        INTEGER PRIMARY KEY AUTOINCREMENT,  -- also the vector's id in vectors.faiss: an id
                                   -- never comes back with another text
    paragraph INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE,
    begins    INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    text_hash BLOB NOT NULL
);
CREATE INDEX windows_by_paragraph ON windows (paragraph, text_hash); -- to find vectors without the rows
CREATE INDEX windows_by_hash ON windows (text_hash);

CREATE TABLE embeddings (
    model     TEXT NOT NULL,       -- fingerprint of the weights
    text_hash BLOB NOT NULL,       -- of the embedded text and its sentences
    vectors   BLOB NOT NULL,       -- little-endian float16, unit length: the window's, then one
                                   -- for each sentence in it
    crc32     INTEGER NOT NULL,    -- of vectors, for `qa doctor`
    PRIMARY KEY (model, text_hash) -- an index of its own: which are there is told without reading
);                                 -- the vectors

CREATE TABLE sketches (            -- which documents may retell one report, told without their texts
    document  INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    words     INTEGER NOT NULL,
    shingles  BLOB NOT NULL,       -- little-endian uint32, rising: hashes of some runs of words
    facts     BLOB NOT NULL        -- the same of its names and numbers
);

CREATE TABLE retellings (          -- pairs of documents, each in both orders, that retell one
    one       INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE, -- report; not all such
    other     INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE, -- pairs, but enough to
    PRIMARY KEY (one, other)                                                -- reach each from each
) WITHOUT ROWID;
CREATE INDEX retellings_by_other ON retellings (other);

-- Contentless: the text lies in documents. rowid is the id of a paragraph that has windows; live
-- files only. Its columns are in the form of qa.text.normalize.search_text, which must not change
-- without a new format: a row is deleted by its words.
CREATE VIRTUAL TABLE words USING fts5 (
    title, section, text, place, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);

-- The tables of qa.sqlite3 as format 1 had them.
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE paragraphs (id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL, kind TEXT NOT NULL,
    sentences BLOB NOT NULL, UNIQUE (document, ordinal));
CREATE TABLE windows (id INTEGER PRIMARY KEY,
    paragraph INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE,
    begins INTEGER NOT NULL, ends INTEGER NOT NULL, text_hash BLOB NOT NULL);
CREATE INDEX windows_by_paragraph ON windows (paragraph);
CREATE INDEX windows_by_hash ON windows (text_hash);
CREATE TABLE embeddings (model TEXT NOT NULL, text_hash BLOB NOT NULL, vectors BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2');

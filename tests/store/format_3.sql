-- The tables of qa.sqlite3 as format 3 had them.
CREATE TABLE settings ( key TEXT PRIMARY KEY, value TEXT NOT NULL ) WITHOUT ROWID;
CREATE TABLE files ( id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, size
    INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,
    UNIQUE (file, state) );
CREATE TABLE documents ( id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id) ON
    DELETE CASCADE, source TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, published
    TEXT NOT NULL, publisher TEXT NOT NULL, url TEXT NOT NULL, language TEXT NOT NULL, pages BLOB
    NOT NULL, text TEXT NOT NULL, UNIQUE (file, source) );
CREATE INDEX documents_by_source ON documents (source);
CREATE TABLE paragraphs ( id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents
    (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT
    NULL, kind TEXT NOT NULL, sentences BLOB NOT NULL, section TEXT NOT NULL, header BLOB NOT NULL,
    UNIQUE (document, ordinal) );
CREATE TABLE windows ( id INTEGER PRIMARY KEY AUTOINCREMENT, paragraph INTEGER NOT NULL REFERENCES
    paragraphs (id) ON DELETE CASCADE, begins INTEGER NOT NULL, ends INTEGER NOT NULL, text_hash
    BLOB NOT NULL );
CREATE INDEX windows_by_paragraph ON windows (paragraph, text_hash);
CREATE INDEX windows_by_hash ON windows (text_hash);
CREATE TABLE embeddings ( model TEXT NOT NULL, text_hash BLOB NOT NULL, vectors BLOB NOT NULL,
    crc32 INTEGER NOT NULL, PRIMARY KEY (model, text_hash) );
CREATE VIRTUAL TABLE words USING fts5 (
    title, section, text, place, content = '', tokenize = 'porter unicode61 remove_diacritics 2' );

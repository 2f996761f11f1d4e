-- Brings qa.sqlite3 from format 3 to format 4, which knows the documents that retell one report. The
-- next update compares what is there; no file is read again.

CREATE TABLE sketches (
    document  INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    words     INTEGER NOT NULL,
    shingles  BLOB NOT NULL,
    facts     BLOB NOT NULL
);
CREATE TABLE retellings (
    one       INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    other     INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX retellings_by_other ON retellings (other);

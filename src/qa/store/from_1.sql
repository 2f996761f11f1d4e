-- Brings qa.sqlite3 from format 1 to format 4. In it a file held one document, and what is kept
-- here is numbered as it was, so that vectors.faiss stays right.
-- Run between renaming the tables of format 1 to *_1 and dropping them.

INSERT INTO settings SELECT key, value FROM settings_1;
INSERT INTO files (id, file, sha256, size, mtime_ns, state, since)
    SELECT id, source, sha256, -1, 0, 'live', 0 FROM documents_1;
INSERT INTO documents
    SELECT id, id, source, title, author, published, '', '', '', x'', text FROM documents_1;
INSERT INTO paragraphs SELECT id, document, ordinal, begins, ends, kind, sentences, '', x''
    FROM paragraphs_1;
INSERT INTO windows SELECT id, paragraph, begins, ends, text_hash FROM windows_1;
INSERT INTO embeddings SELECT model, text_hash, vectors, crc32(vectors) FROM embeddings_1;

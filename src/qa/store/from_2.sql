-- Brings qa.sqlite3 from format 2 to format 3: paragraphs know the headings above them, and all of
-- them are searched. What format 2 has split stays searchable until its files are read again.

ALTER TABLE paragraphs ADD COLUMN section TEXT NOT NULL DEFAULT '';
ALTER TABLE paragraphs ADD COLUMN header BLOB NOT NULL DEFAULT x'';

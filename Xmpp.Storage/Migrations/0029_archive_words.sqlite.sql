-- In which messages of an archive each word is: for searches (XEP-0431). A row has the ids of one word from one piece of the
-- archive, from first_id to last_id, as WordPostings writes them. An archive is read into it when it is first searched.
CREATE TABLE archive_words (
    owner TEXT NOT NULL,
    word TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    first_id INTEGER NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (owner, word, last_id)
) STRICT, WITHOUT ROWID;

-- Up to where that is done; no row for an archive that was never searched.
CREATE TABLE archive_indexed (
    owner TEXT NOT NULL PRIMARY KEY,
    through_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

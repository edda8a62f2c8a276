-- In which messages of an archive each word is: for searches (XEP-0431). An archive is read in when it is searched, piece by
-- piece; small pieces that follow each other become one. No piece overlaps another. The least number that there is stands
-- for a piece that is none and says that the others are not good any more.
CREATE TABLE archive_pieces (
    owner TEXT NOT NULL,
    piece INTEGER NOT NULL, -- the id of its first message when it was made
    last_id INTEGER NOT NULL,
    messages INTEGER NOT NULL, -- that it had when it was made
    PRIMARY KEY (owner, piece)
) STRICT, WITHOUT ROWID;

-- The ids of the messages of one piece that have the word, as WordPostings writes them.
CREATE TABLE archive_words (
    owner TEXT NOT NULL,
    piece INTEGER NOT NULL,
    word TEXT NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (owner, piece, word)
) STRICT, WITHOUT ROWID;

-- In which messages of an archive each word is: for searches (XEP-0431). An archive is read in when it is searched, piece by
-- piece; small pieces that follow each other become one. No piece overlaps another. The least number that there is stands
-- for a piece that is none and says that the others are not good any more.
CREATE TABLE archive_pieces (
    owner VARBINARY(2047) NOT NULL,
    piece BIGINT NOT NULL, -- the id of its first message when it was made
    last_id BIGINT NOT NULL,
    messages BIGINT NOT NULL, -- that it had when it was made
    PRIMARY KEY (owner, piece)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The ids of the messages of one piece that have the word, as WordPostings writes them.
CREATE TABLE archive_words (
    owner VARBINARY(2047) NOT NULL,
    piece BIGINT NOT NULL,
    word VARBINARY(255) NOT NULL,
    ids MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, piece, word)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

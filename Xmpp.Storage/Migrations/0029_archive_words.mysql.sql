-- In which messages of an archive each word is: for searches (XEP-0431). A row has the ids of one word from one piece of the
-- archive, from first_id to last_id, as WordPostings writes them. An archive is read into it when it is first searched.
CREATE TABLE archive_words (
    owner VARBINARY(2047) NOT NULL,
    word VARBINARY(255) NOT NULL,
    last_id BIGINT NOT NULL,
    first_id BIGINT NOT NULL,
    ids MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, word, last_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Up to where that is done; no row for an archive that was never searched.
CREATE TABLE archive_indexed (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    through_id BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE rooms (
    room VARBINARY(2047) NOT NULL PRIMARY KEY,
    is_listed INT NOT NULL, -- anybody may find it
    name MEDIUMTEXT NOT NULL,
    configuration MEDIUMTEXT NOT NULL, -- JSON
    subject MEDIUMTEXT, -- null: never set
    subject_nick MEDIUMTEXT,
    subject_at BIGINT,
    card MEDIUMBLOB -- its vCard
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- jid_key is the SHA-256 of the address: two addresses are too long for a key (3072 octets).
CREATE TABLE room_affiliations (
    room VARBINARY(2047) NOT NULL,
    jid_key BINARY(32) NOT NULL,
    jid VARBINARY(2047) NOT NULL, -- an account, or a domain that is banned
    affiliation INT NOT NULL,
    nick MEDIUMTEXT, -- reserved
    reason MEDIUMTEXT,
    PRIMARY KEY (room, jid_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What an account has in all rooms: how many it owns, and everything when it is deleted.
CREATE INDEX room_affiliations_jid ON room_affiliations (jid_key);

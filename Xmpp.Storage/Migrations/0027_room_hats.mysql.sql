-- The hats that a room has (XEP-0317), as JSON; null: none.
ALTER TABLE rooms ADD COLUMN hats MEDIUMTEXT;

-- Who wears which of them. jid_key is the SHA-256 of the address, as in room_affiliations.
CREATE TABLE room_hats (
    room VARBINARY(2047) NOT NULL,
    jid_key BINARY(32) NOT NULL,
    jid VARBINARY(2047) NOT NULL,
    hats MEDIUMTEXT NOT NULL, -- their URIs as JSON
    PRIMARY KEY (room, jid_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX room_hats_jid ON room_hats (jid_key);

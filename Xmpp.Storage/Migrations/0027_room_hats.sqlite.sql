-- The hats that a room has (XEP-0317), as JSON; null: none.
ALTER TABLE rooms ADD COLUMN hats TEXT;

-- Who wears which of them. jid_key is the SHA-256 of the address, as in room_affiliations.
CREATE TABLE room_hats (
    room TEXT NOT NULL,
    jid_key BLOB NOT NULL,
    jid TEXT NOT NULL,
    hats TEXT NOT NULL, -- their URIs as JSON
    PRIMARY KEY (room, jid_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX room_hats_jid ON room_hats (jid_key);

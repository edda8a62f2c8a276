CREATE TABLE rooms (
    room TEXT NOT NULL PRIMARY KEY,
    is_listed INTEGER NOT NULL, -- anybody may find it
    name TEXT NOT NULL,
    configuration TEXT NOT NULL, -- JSON
    subject TEXT, -- null: never set
    subject_nick TEXT,
    subject_at INTEGER,
    card BLOB -- its vCard
) STRICT, WITHOUT ROWID;

-- jid_key is the SHA-256 of the address: two addresses are too long for a key.
CREATE TABLE room_affiliations (
    room TEXT NOT NULL,
    jid_key BLOB NOT NULL,
    jid TEXT NOT NULL, -- an account, or a domain that is banned
    affiliation INTEGER NOT NULL,
    nick TEXT, -- reserved
    reason TEXT,
    PRIMARY KEY (room, jid_key)
) STRICT, WITHOUT ROWID;

-- What an account has in all rooms: how many it owns, and everything when it is deleted.
CREATE INDEX room_affiliations_jid ON room_affiliations (jid_key);

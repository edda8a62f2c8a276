CREATE TABLE roster_versions (
    owner TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- contact_key is the SHA-256 of the contact: two addresses are too long for a key of MySQL.
CREATE TABLE roster_items (
    owner TEXT NOT NULL,
    contact_key BLOB NOT NULL,
    contact TEXT NOT NULL,
    name TEXT,
    group_names TEXT NOT NULL, -- JSON array
    subscription INTEGER NOT NULL,
    pending_out INTEGER NOT NULL,
    approved INTEGER NOT NULL,
    PRIMARY KEY (owner, contact_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_requests (
    owner TEXT NOT NULL,
    contact_key BLOB NOT NULL,
    contact TEXT NOT NULL,
    stanza BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (owner, contact_key)
) STRICT, WITHOUT ROWID;

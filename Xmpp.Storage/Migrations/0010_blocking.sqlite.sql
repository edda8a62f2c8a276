-- contact_key is the SHA-256 of the contact: two addresses are too long for a key of MySQL.
CREATE TABLE blocked_contacts (
    owner TEXT NOT NULL,
    contact_key BLOB NOT NULL,
    contact TEXT NOT NULL,
    PRIMARY KEY (owner, contact_key)
) STRICT, WITHOUT ROWID;

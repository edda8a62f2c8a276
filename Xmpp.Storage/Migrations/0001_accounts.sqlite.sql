-- The owner of every row is the bare address. Times are milliseconds since 1970, UTC.
CREATE TABLE accounts (
    owner TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    is_disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_host ON accounts (host);

CREATE TABLE credentials (
    owner TEXT NOT NULL,
    hash INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    salt BLOB NOT NULL,
    stored_key BLOB NOT NULL,
    server_key BLOB NOT NULL,
    PRIMARY KEY (owner, hash)
) STRICT, WITHOUT ROWID;

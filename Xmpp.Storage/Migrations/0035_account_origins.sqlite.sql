-- How accounts that were made from now on came to be; the address is forgotten after a time.
CREATE TABLE account_origins (
    owner TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    way INTEGER NOT NULL,
    address TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX account_origins_by_time ON account_origins (host, created_at);
CREATE INDEX account_origins_by_address ON account_origins (address);

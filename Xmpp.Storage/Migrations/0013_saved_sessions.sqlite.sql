-- Sessions that wait for their clients over a restart of the server (XEP-0198 §5).
CREATE TABLE saved_sessions (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    session BLOB NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

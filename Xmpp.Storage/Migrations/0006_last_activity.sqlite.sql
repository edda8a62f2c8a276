CREATE TABLE last_activity (
    owner TEXT NOT NULL PRIMARY KEY,
    seen_at INTEGER NOT NULL,
    status TEXT
) STRICT, WITHOUT ROWID;

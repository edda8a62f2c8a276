CREATE TABLE vcards (
    owner TEXT NOT NULL PRIMARY KEY,
    payload BLOB NOT NULL,
    photo_hash TEXT
) STRICT, WITHOUT ROWID;

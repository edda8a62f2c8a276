-- A slot (XEP-0363), and the file once it has come. file_key is the SHA-256 of what names it in its address, so that nobody
-- who reads these rows can fetch a file by them; content is the SHA-256 of what is in it.
CREATE TABLE uploads (
    owner TEXT NOT NULL,
    file_key BLOB NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT, -- null: the slot was asked for without one
    size INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    keep_until INTEGER NOT NULL, -- what expires_at becomes when the file has come
    expires_at INTEGER NOT NULL, -- of the slot while it is open, then of the file; the greatest number: never
    content BLOB, -- null: the slot is open
    PRIMARY KEY (owner, file_key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX uploads_key ON uploads (file_key);
CREATE INDEX uploads_content ON uploads (content);
CREATE INDEX uploads_expiry ON uploads (expires_at);

-- What has come of an account on one day (UTC): it counts also when the files are gone again.
CREATE TABLE upload_days (
    owner TEXT NOT NULL,
    day INTEGER NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;

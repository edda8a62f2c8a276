-- host is '' for the whole server.
CREATE TABLE admin_roles (
    owner TEXT NOT NULL,
    host TEXT NOT NULL,
    role INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (owner, host)
) STRICT, WITHOUT ROWID;

-- owner is the account that made it, with which it goes; '' for one made on the command line.
CREATE TABLE admin_tokens (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    host TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE admin_totp (
    owner TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL,
    is_confirmed INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    recovery TEXT NOT NULL -- JSON array of hashes in hex
) STRICT, WITHOUT ROWID;

CREATE TABLE host_messages (
    host TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (host, kind)
) STRICT, WITHOUT ROWID;

ALTER TABLE abuse_reports ADD COLUMN resolved_at INTEGER;
ALTER TABLE abuse_reports ADD COLUMN resolved_by TEXT;

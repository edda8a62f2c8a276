-- host is '' for what concerns the whole server.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    door TEXT NOT NULL,
    address TEXT,
    operation TEXT NOT NULL,
    host TEXT NOT NULL,
    target TEXT,
    outcome TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_host ON audit (host, id);

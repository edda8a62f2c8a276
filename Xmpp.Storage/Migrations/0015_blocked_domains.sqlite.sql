-- Domains of other servers that the operator has blocked while the server ran; a pattern may begin with "*.".
CREATE TABLE blocked_domains (
    pattern TEXT NOT NULL PRIMARY KEY,
    blocked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

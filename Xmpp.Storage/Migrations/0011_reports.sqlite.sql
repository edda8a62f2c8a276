-- owner is who reports: what he wrote goes with his account.
CREATE TABLE abuse_reports (
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    reported TEXT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT,
    stanza_ids TEXT NOT NULL, -- JSON array
    received_at INTEGER NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX abuse_reports_by_time ON abuse_reports (received_at);

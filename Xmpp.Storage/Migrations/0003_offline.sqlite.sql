-- One row per account that ever had messages: the quota is checked here and not by counting, and last_id only grows,
-- so that ids follow the order of arrival even when the clock does not.
CREATE TABLE offline_boxes (
    owner TEXT NOT NULL PRIMARY KEY,
    last_id INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE offline_messages (
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    stanza BLOB NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

-- position and bytes_through count on within an account while anything waits for it, so its oldest and its newest row
-- say how much that is: the quota costs no counting and no second row to keep in step.
CREATE TABLE offline_messages (
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    size INTEGER NOT NULL,
    bytes_through INTEGER NOT NULL, -- the sizes up to and including this row
    received_at INTEGER NOT NULL,
    stanza BLOB NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

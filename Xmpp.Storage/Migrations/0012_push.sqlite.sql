-- registration_key is the SHA-256 of service and node, which together are longer than a key may be.
CREATE TABLE push_registrations (
    owner TEXT NOT NULL,
    registration_key BLOB NOT NULL,
    service TEXT NOT NULL,
    node TEXT NOT NULL, -- empty: none
    options BLOB, -- the form that goes with each publish
    resource TEXT NOT NULL, -- of the device that enabled it
    enabled_at INTEGER NOT NULL,
    failing_since INTEGER, -- the first of the failures in a row; null after a success
    PRIMARY KEY (owner, registration_key)
) STRICT, WITHOUT ROWID;

-- Names of accounts that have been deleted. It is no data of the next account of that name, so it has no owner.
CREATE TABLE deleted_names (
    account TEXT NOT NULL PRIMARY KEY,
    deleted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX deleted_names_by_time ON deleted_names (deleted_at);

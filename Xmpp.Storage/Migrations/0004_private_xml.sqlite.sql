-- element_key is the SHA-256 of namespace and name, which have no bound of their own.
CREATE TABLE private_elements (
    owner TEXT NOT NULL,
    element_key BLOB NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (owner, element_key)
) STRICT, WITHOUT ROWID;

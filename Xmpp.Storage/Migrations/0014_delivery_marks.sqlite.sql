-- Up to which id of its archive an account's messages have reached one of its resources or are stored for it: what is
-- behind that when the server is started again was lost on the way.
CREATE TABLE delivery_marks (
    owner TEXT NOT NULL PRIMARY KEY,
    settled_through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which id of its archive an account's messages have reached one of its resources or are stored for it: what is
-- behind that when the server is started again was lost on the way.
CREATE TABLE delivery_marks (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    settled_through BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

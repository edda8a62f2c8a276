-- Sessions that wait for their clients over a restart of the server (XEP-0198 §5).
CREATE TABLE saved_sessions (
    owner VARBINARY(2047) NOT NULL,
    id VARBINARY(64) NOT NULL,
    expires_at BIGINT NOT NULL,
    session LONGBLOB NOT NULL,
    PRIMARY KEY (owner, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

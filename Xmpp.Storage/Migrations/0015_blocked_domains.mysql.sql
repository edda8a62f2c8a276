-- Domains of other servers that the operator has blocked while the server ran; a pattern may begin with "*.".
CREATE TABLE blocked_domains (
    pattern VARBINARY(1025) NOT NULL PRIMARY KEY,
    blocked_at BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

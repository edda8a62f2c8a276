-- host is '' for what concerns the whole server.
CREATE TABLE audit (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    door VARBINARY(16) NOT NULL,
    address VARBINARY(64),
    operation VARBINARY(64) NOT NULL,
    host VARBINARY(1023) NOT NULL,
    target TEXT,
    outcome VARBINARY(32) NOT NULL,
    KEY audit_by_host (host, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row per account that ever had messages: the quota is checked here and not by counting, and last_id only grows,
-- so that ids follow the order of arrival even when the clock does not.
CREATE TABLE offline_boxes (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    last_id BIGINT NOT NULL,
    messages INT NOT NULL,
    bytes BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE offline_messages (
    owner VARBINARY(2047) NOT NULL,
    id BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    stanza MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

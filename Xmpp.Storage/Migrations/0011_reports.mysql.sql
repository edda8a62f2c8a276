-- owner is who reports: what he wrote goes with his account.
CREATE TABLE abuse_reports (
    owner VARBINARY(2047) NOT NULL,
    id BIGINT NOT NULL,
    reported VARBINARY(3071) NOT NULL,
    reason TEXT NOT NULL,
    text MEDIUMTEXT,
    stanza_ids MEDIUMTEXT NOT NULL, -- JSON array
    received_at BIGINT NOT NULL,
    PRIMARY KEY (owner, id),
    KEY abuse_reports_by_time (received_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

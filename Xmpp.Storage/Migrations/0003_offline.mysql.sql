-- position and bytes_through count on within an account while anything waits for it, so its oldest and its newest row
-- say how much that is: the quota costs no counting and no second row to keep in step.
CREATE TABLE offline_messages (
    owner VARBINARY(2047) NOT NULL,
    id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    size BIGINT NOT NULL,
    bytes_through BIGINT NOT NULL, -- the sizes up to and including this row
    received_at BIGINT NOT NULL,
    stanza MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How accounts that were made from now on came to be; the address is forgotten after a time.
CREATE TABLE account_origins (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    host VARBINARY(1023) NOT NULL,
    created_at BIGINT NOT NULL,
    way INT NOT NULL,
    address VARCHAR(64),
    KEY account_origins_by_time (host, created_at),
    KEY account_origins_by_address (address)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

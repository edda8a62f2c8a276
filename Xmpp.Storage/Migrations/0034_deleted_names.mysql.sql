-- Names of accounts that have been deleted. It is no data of the next account of that name, so it has no owner.
CREATE TABLE deleted_names (
    account VARBINARY(2047) NOT NULL PRIMARY KEY,
    deleted_at BIGINT NOT NULL,
    KEY deleted_names_by_time (deleted_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

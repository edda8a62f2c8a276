-- registration_key is the SHA-256 of service and node, which together are longer than a key may be.
CREATE TABLE push_registrations (
    owner VARBINARY(2047) NOT NULL,
    registration_key BINARY(32) NOT NULL,
    service MEDIUMTEXT NOT NULL,
    node MEDIUMTEXT NOT NULL, -- empty: none
    options MEDIUMBLOB, -- the form that goes with each publish
    resource MEDIUMTEXT NOT NULL, -- of the device that enabled it
    enabled_at BIGINT NOT NULL,
    failing_since BIGINT, -- the first of the failures in a row; null after a success
    PRIMARY KEY (owner, registration_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

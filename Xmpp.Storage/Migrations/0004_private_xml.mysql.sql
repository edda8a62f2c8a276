-- element_key is the SHA-256 of namespace and name, which have no bound of their own.
CREATE TABLE private_elements (
    owner VARBINARY(2047) NOT NULL,
    element_key BINARY(32) NOT NULL,
    namespace MEDIUMTEXT NOT NULL,
    name MEDIUMTEXT NOT NULL,
    size BIGINT NOT NULL,
    payload MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, element_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

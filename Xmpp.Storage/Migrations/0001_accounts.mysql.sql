-- The owner of every row is the bare address. Addresses are VARBINARY: no collation that both MySQL and MariaDB have
-- tells 'a' from 'a ', and octets always compare exactly. 2047 octets: localpart, '@', domainpart (RFC 7622 3.1).
-- Times are milliseconds since 1970, UTC.
CREATE TABLE accounts (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    host VARBINARY(1023) NOT NULL,
    created_at BIGINT NOT NULL,
    is_disabled INT NOT NULL,
    KEY accounts_host (host)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE credentials (
    owner VARBINARY(2047) NOT NULL,
    hash INT NOT NULL,
    iterations INT NOT NULL,
    salt VARBINARY(255) NOT NULL,
    stored_key VARBINARY(64) NOT NULL,
    server_key VARBINARY(64) NOT NULL,
    PRIMARY KEY (owner, hash)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

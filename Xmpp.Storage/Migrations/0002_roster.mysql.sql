CREATE TABLE roster_versions (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- contact_key is the SHA-256 of the contact: two addresses are too long for a key (3072 octets).
CREATE TABLE roster_items (
    owner VARBINARY(2047) NOT NULL,
    contact_key BINARY(32) NOT NULL,
    contact VARBINARY(3071) NOT NULL,
    name MEDIUMTEXT,
    group_names MEDIUMTEXT NOT NULL, -- JSON array
    subscription INT NOT NULL,
    pending_out INT NOT NULL,
    approved INT NOT NULL,
    PRIMARY KEY (owner, contact_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE roster_requests (
    owner VARBINARY(2047) NOT NULL,
    contact_key BINARY(32) NOT NULL,
    contact VARBINARY(3071) NOT NULL,
    stanza MEDIUMBLOB NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (owner, contact_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

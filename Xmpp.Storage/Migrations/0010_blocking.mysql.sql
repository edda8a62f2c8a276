-- contact_key is the SHA-256 of the contact: two addresses are too long for a key (3072 octets).
CREATE TABLE blocked_contacts (
    owner VARBINARY(2047) NOT NULL,
    contact_key BINARY(32) NOT NULL,
    contact VARBINARY(3071) NOT NULL,
    PRIMARY KEY (owner, contact_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- host is '' for the whole server.
CREATE TABLE admin_roles (
    owner VARBINARY(2047) NOT NULL,
    host VARBINARY(1023) NOT NULL,
    role INT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (owner, host)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- owner is the account that made it, with which it goes; '' for one made on the command line.
CREATE TABLE admin_tokens (
    owner VARBINARY(2047) NOT NULL,
    id VARBINARY(32) NOT NULL,
    name TEXT NOT NULL,
    hash VARBINARY(32) NOT NULL,
    role INT NOT NULL,
    host VARBINARY(1023) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    PRIMARY KEY (owner, id),
    UNIQUE KEY admin_tokens_by_hash (hash)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE admin_totp (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    secret VARBINARY(64) NOT NULL,
    is_confirmed INT NOT NULL,
    last_step BIGINT NOT NULL,
    recovery TEXT NOT NULL -- JSON array of hashes in hex
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE host_messages (
    host VARBINARY(1023) NOT NULL,
    kind VARBINARY(16) NOT NULL,
    text MEDIUMTEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (host, kind)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE abuse_reports ADD COLUMN resolved_at BIGINT;
ALTER TABLE abuse_reports ADD COLUMN resolved_by VARBINARY(3071);

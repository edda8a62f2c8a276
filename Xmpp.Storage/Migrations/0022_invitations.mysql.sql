-- owner is who invites: an account, or a host for what its operator hands out. The token itself is not kept: id is made of its
-- hash.
CREATE TABLE invitations (
    owner VARBINARY(2047) NOT NULL,
    id VARBINARY(64) NOT NULL,
    host VARBINARY(1023) NOT NULL,
    kind INT NOT NULL,
    username VARBINARY(1023), -- the localpart that the new account must have, or whose password is set
    makes_contact INT NOT NULL,
    contact_group TEXT,
    role INT, -- of the new account as an administrator
    rooms MEDIUMTEXT NOT NULL, -- JSON array
    label TEXT,
    max_uses INT NOT NULL,
    uses INT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (owner, id),
    UNIQUE KEY invitations_by_id (id),
    KEY invitations_by_name (host, username)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- owner is the account that came by the invitation.
CREATE TABLE invitation_uses (
    owner VARBINARY(2047) NOT NULL,
    id VARBINARY(64) NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (owner, id),
    KEY invitation_uses_by_id (id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

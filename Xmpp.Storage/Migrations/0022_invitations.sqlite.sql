-- owner is who invites: an account, or a host for what its operator hands out. The token itself is not kept: id is made of its
-- hash.
CREATE TABLE invitations (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    host TEXT NOT NULL,
    kind INTEGER NOT NULL,
    username TEXT, -- the localpart that the new account must have, or whose password is set
    makes_contact INTEGER NOT NULL,
    contact_group TEXT,
    role INTEGER, -- of the new account as an administrator
    rooms TEXT NOT NULL, -- JSON array
    label TEXT,
    max_uses INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX invitations_by_id ON invitations (id);
CREATE INDEX invitations_by_name ON invitations (host, username);

-- owner is the account that came by the invitation.
CREATE TABLE invitation_uses (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_uses_by_id ON invitation_uses (id);

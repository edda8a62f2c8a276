-- The id is the time of arrival in microseconds since 1970, UTC, and grows within an owner in the order of commit: a
-- page, a time span and "everything after" are each one range of the key. contact_key and message_key are the first
-- octets of hashes (of the contact's bare address, of the stanza's 'id'), message_key is 0 where there is none.
CREATE TABLE archive_messages (
    owner TEXT NOT NULL,
    id INTEGER NOT NULL,
    contact_key INTEGER NOT NULL,
    message_key INTEGER NOT NULL,
    contact TEXT NOT NULL,
    resource TEXT NOT NULL, -- the contact's; empty for none
    stanza BLOB NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

-- message_key stands in it so that a retraction finds its message without a row of the others.
CREATE INDEX archive_messages_contact ON archive_messages (owner, contact_key, id, message_key);

CREATE TABLE archive_preferences (
    owner TEXT NOT NULL PRIMARY KEY,
    default_policy INTEGER NOT NULL,
    always_contacts TEXT NOT NULL, -- JSON array
    never_contacts TEXT NOT NULL -- JSON array
) STRICT;

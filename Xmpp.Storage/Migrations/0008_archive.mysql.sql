-- The id is the time of arrival in microseconds since 1970, UTC, and grows within an owner in the order of commit: a
-- page, a time span and "everything after" are each one range of the key. contact_key and message_key are the first
-- octets of hashes (of the contact's bare address, of the stanza's 'id'), message_key is 0 where there is none.
CREATE TABLE archive_messages (
    owner VARBINARY(2047) NOT NULL,
    id BIGINT NOT NULL,
    contact_key BIGINT NOT NULL,
    message_key BIGINT NOT NULL,
    contact VARBINARY(2047) NOT NULL,
    resource VARBINARY(1023) NOT NULL, -- the contact's; empty for none
    stanza MEDIUMBLOB NOT NULL,
    PRIMARY KEY (owner, id),
    -- message_key stands in it so that a retraction finds its message without a row of the others.
    KEY archive_messages_contact (owner, contact_key, id, message_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE archive_preferences (
    owner VARBINARY(2047) NOT NULL PRIMARY KEY,
    default_policy INT NOT NULL,
    always_contacts MEDIUMTEXT NOT NULL, -- JSON array
    never_contacts MEDIUMTEXT NOT NULL -- JSON array
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

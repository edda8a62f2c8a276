-- A slot (XEP-0363), and the file once it has come. file_key is the SHA-256 of what names it in its address, so that nobody
-- who reads these rows can fetch a file by them; content is the SHA-256 of what is in it.
CREATE TABLE uploads (
    owner VARBINARY(2047) NOT NULL,
    file_key BINARY(32) NOT NULL,
    name MEDIUMTEXT NOT NULL,
    content_type MEDIUMTEXT, -- null: the slot was asked for without one
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    keep_until BIGINT NOT NULL, -- what expires_at becomes when the file has come
    expires_at BIGINT NOT NULL, -- of the slot while it is open, then of the file; the greatest number: never
    content BINARY(32), -- null: the slot is open
    PRIMARY KEY (owner, file_key),
    UNIQUE KEY uploads_key (file_key),
    KEY uploads_content (content),
    KEY uploads_expiry (expires_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What has come of an account on one day (UTC): it counts also when the files are gone again.
CREATE TABLE upload_days (
    owner VARBINARY(2047) NOT NULL,
    day BIGINT NOT NULL,
    files BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (owner, day)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

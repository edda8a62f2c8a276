-- owner: an account (XEP-0163) or the domain of a service (XEP-0060). The keys are SHA-256 of what has no bound of its own:
-- node_key of the node's name, item_key of an item's id, entity_key of an address.
CREATE TABLE pubsub_nodes (
    owner VARBINARY(2047) NOT NULL,
    node_key BINARY(32) NOT NULL,
    name MEDIUMTEXT NOT NULL,
    creator VARBINARY(3071) NOT NULL,
    created_at BIGINT NOT NULL,
    config MEDIUMBLOB NOT NULL,
    last_seq BIGINT NOT NULL, -- of the item that was published last, whether it is still there or not
    item_count BIGINT NOT NULL,
    item_bytes BIGINT NOT NULL,
    PRIMARY KEY (owner, node_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- seq is the order of publication within the node.
CREATE TABLE pubsub_items (
    owner VARBINARY(2047) NOT NULL,
    node_key BINARY(32) NOT NULL,
    seq BIGINT NOT NULL,
    item_key BINARY(32) NOT NULL,
    id MEDIUMTEXT NOT NULL,
    publisher VARBINARY(3071) NOT NULL,
    published_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    payload MEDIUMBLOB NOT NULL, -- empty: none
    PRIMARY KEY (owner, node_key, seq),
    UNIQUE KEY pubsub_items_id (owner, node_key, item_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE pubsub_affiliations (
    owner VARBINARY(2047) NOT NULL,
    node_key BINARY(32) NOT NULL,
    entity_key BINARY(32) NOT NULL,
    entity VARBINARY(3071) NOT NULL,
    affiliation INT NOT NULL,
    PRIMARY KEY (owner, node_key, entity_key),
    KEY pubsub_affiliations_entity (entity_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- account_key is that of the subscriber's bare address, by which he asks for all he has.
CREATE TABLE pubsub_subscriptions (
    owner VARBINARY(2047) NOT NULL,
    node_key BINARY(32) NOT NULL,
    entity_key BINARY(32) NOT NULL,
    account_key BINARY(32) NOT NULL,
    subscriber VARBINARY(3071) NOT NULL,
    subid MEDIUMTEXT NOT NULL,
    state INT NOT NULL,
    options MEDIUMBLOB, -- null: none were set
    subscribed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, node_key, entity_key),
    KEY pubsub_subscriptions_account (account_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- owner: an account (XEP-0163) or the domain of a service (XEP-0060). The keys are SHA-256 of what has no bound of its own:
-- node_key of the node's name, item_key of an item's id, entity_key of an address.
CREATE TABLE pubsub_nodes (
    owner TEXT NOT NULL,
    node_key BLOB NOT NULL,
    name TEXT NOT NULL,
    creator TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    config BLOB NOT NULL,
    last_seq INTEGER NOT NULL, -- of the item that was published last, whether it is still there or not
    item_count INTEGER NOT NULL,
    item_bytes INTEGER NOT NULL,
    PRIMARY KEY (owner, node_key)
) STRICT, WITHOUT ROWID;

-- seq is the order of publication within the node.
CREATE TABLE pubsub_items (
    owner TEXT NOT NULL,
    node_key BLOB NOT NULL,
    seq INTEGER NOT NULL,
    item_key BLOB NOT NULL,
    id TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    payload BLOB NOT NULL, -- empty: none
    PRIMARY KEY (owner, node_key, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX pubsub_items_id ON pubsub_items (owner, node_key, item_key);

CREATE TABLE pubsub_affiliations (
    owner TEXT NOT NULL,
    node_key BLOB NOT NULL,
    entity_key BLOB NOT NULL,
    entity TEXT NOT NULL,
    affiliation INTEGER NOT NULL,
    PRIMARY KEY (owner, node_key, entity_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX pubsub_affiliations_entity ON pubsub_affiliations (entity_key);

-- account_key is that of the subscriber's bare address, by which he asks for all he has.
CREATE TABLE pubsub_subscriptions (
    owner TEXT NOT NULL,
    node_key BLOB NOT NULL,
    entity_key BLOB NOT NULL,
    account_key BLOB NOT NULL,
    subscriber TEXT NOT NULL,
    subid TEXT NOT NULL,
    state INTEGER NOT NULL,
    options BLOB, -- null: none were set
    subscribed_at INTEGER NOT NULL,
    PRIMARY KEY (owner, node_key, entity_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX pubsub_subscriptions_account ON pubsub_subscriptions (account_key);

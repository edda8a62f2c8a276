-- The order of creation (XEP-0413): the seq that an item had before it was overwritten; null: it never was.
ALTER TABLE pubsub_items ADD COLUMN created_seq BIGINT;

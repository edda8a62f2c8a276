-- What one account has created at a service: how many nodes, and how many octets. The whole addresses are too long for a key.
CREATE INDEX pubsub_nodes_creator ON pubsub_nodes (owner(255), creator(400));

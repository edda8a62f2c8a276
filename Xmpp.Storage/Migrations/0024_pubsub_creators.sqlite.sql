-- What one account has created at a service: how many nodes, and how many octets.
CREATE INDEX pubsub_nodes_creator ON pubsub_nodes (owner, creator);

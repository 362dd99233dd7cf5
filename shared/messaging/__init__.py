"""How a message travels: decoded, decided in a batch, committed once, relayed in order; `kafka/` holds Kafka."""

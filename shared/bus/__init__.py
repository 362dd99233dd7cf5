"""How a fact travels: decoded, decided, recorded once, relayed in order; Kafka behind one file."""

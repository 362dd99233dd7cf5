"""What the Mesa speaks: contracts, bus, database, logs, territory; it knows no service."""

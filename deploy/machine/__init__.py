"""The machine room: real Kafka, real PostgreSQL and the services as processes of one machine, started and watched."""

"""PostgreSQL: connections, migrations, and the inbox, outbox and dead letters that every service keeps alike."""

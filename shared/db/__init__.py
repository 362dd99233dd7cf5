"""PostgreSQL: connections, migrations, and the books that every service keeps in the same form."""

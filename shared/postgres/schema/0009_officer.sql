-- Who of an office asked for what led to a fact, as the office calls them; null: nobody said, or nobody did.
ALTER TABLE outbox ADD COLUMN officer text;
ALTER TABLE held_request ADD COLUMN officer text;

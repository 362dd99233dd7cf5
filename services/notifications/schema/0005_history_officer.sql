-- Who of the office asked for it, as the office calls them; and what changed of late is found by its time.
ALTER TABLE board_history ADD COLUMN officer text;
CREATE INDEX board_history_at ON board_history (at DESC);

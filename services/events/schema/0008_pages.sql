-- When an activity would have begun before it was moved, for whoever has seen that date on a poster.

ALTER TABLE activity ADD COLUMN moved_from timestamptz;

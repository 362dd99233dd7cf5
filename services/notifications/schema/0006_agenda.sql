-- What stands in the agenda, by its day and by whom it concerns.
ALTER TABLE board_matter ADD COLUMN starts_at timestamptz;
ALTER TABLE board_matter ADD COLUMN party text[] NOT NULL DEFAULT '{}';
CREATE INDEX board_matter_starts ON board_matter (kind, starts_at) WHERE starts_at IS NOT NULL;
CREATE INDEX board_matter_agreed ON board_matter ((state->>'activity_id')) WHERE kind = 'agreement';

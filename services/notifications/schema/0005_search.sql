-- Who of an office asked, what changed since an instant, and titles that are found without their accents.
ALTER TABLE board_history ADD COLUMN officer text;
CREATE INDEX board_history_at ON board_history (at);

ALTER TABLE board_matter ADD COLUMN plain text NOT NULL DEFAULT '';
UPDATE board_matter SET plain = translate(lower(title), 'áéíóúüñ', 'aeiouun');

-- The rest of a seeker's profile, how long they wait, until when their registration holds, and whether they pause.

ALTER TABLE seeker
    ADD COLUMN contracts      text[]  NOT NULL DEFAULT '{}',
    ADD COLUMN available_from date,
    ADD COLUMN training       text[]  NOT NULL DEFAULT '{}',
    ADD COLUMN transport      text    NOT NULL DEFAULT 'public',
    ADD COLUMN waiting_since  timestamptz,
    ADD COLUMN valid_until    timestamptz,
    ADD COLUMN pause          text,
    ADD COLUMN paused_at      timestamptz,
    ADD COLUMN version        integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT seeker_state_check,
    ADD CONSTRAINT seeker_state_check CHECK (state IN ('free', 'leased', 'placed', 'gone', 'inactive')),
    ADD CONSTRAINT seeker_pause_check CHECK ((pause IS NULL) = (paused_at IS NULL));

-- whoever is registered already has half a year from now to confirm it
UPDATE seeker SET valid_until = now() + interval '180 days' WHERE occupations IS NOT NULL AND NOT gone;

CREATE INDEX seeker_stale ON seeker (valid_until) WHERE valid_until IS NOT NULL AND state = 'free';

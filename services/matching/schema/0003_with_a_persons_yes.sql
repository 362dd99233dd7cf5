-- What needs a person before it is said: answers that an officer confirms.

ALTER TABLE commune ADD COLUMN offers text NOT NULL DEFAULT 'automatic';
ALTER TABLE commune ADD COLUMN answer_hours double precision NOT NULL DEFAULT 8;

-- an answer to a call that waits for an officer of the commune; one that is open at most for a vacancy and a commune
CREATE TABLE proposal (
    proposal_id text        PRIMARY KEY,
    vacancy_id  text        NOT NULL REFERENCES vacancy,
    commune     text        NOT NULL,
    tier        integer     NOT NULL,
    candidates  jsonb       NOT NULL,
    complete    boolean     NOT NULL,
    proposed_at timestamptz NOT NULL,
    answer_by   timestamptz NOT NULL,
    state       text        NOT NULL CHECK (state IN ('open', 'confirmed', 'declined', 'lapsed')),
    officer     text
);
CREATE UNIQUE INDEX proposal_open ON proposal (vacancy_id, commune) WHERE state = 'open';
CREATE INDEX proposal_due ON proposal (answer_by) WHERE state = 'open';
CREATE INDEX proposal_commune ON proposal (commune, proposed_at);

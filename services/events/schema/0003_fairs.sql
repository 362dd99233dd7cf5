-- How a fair is prepared, who comes, and what follows from it.

ALTER TABLE activity ADD COLUMN followed_up boolean NOT NULL DEFAULT false;
CREATE INDEX activity_to_count ON activity (ends_at) WHERE state = 'concluded' AND NOT followed_up;

CREATE TABLE preparation (
    activity_id text  PRIMARY KEY REFERENCES activity,
    booths      integer,
    programme   jsonb NOT NULL,
    costs       jsonb NOT NULL
);

CREATE TABLE task (
    activity_id text    NOT NULL REFERENCES activity,
    number      integer NOT NULL,
    what        text    NOT NULL,
    owner       text    NOT NULL,
    days_before integer NOT NULL,
    due_on      date    NOT NULL,
    done        boolean NOT NULL,
    told_late   boolean NOT NULL,
    dropped     boolean NOT NULL,
    due_at      timestamptz,
    PRIMARY KEY (activity_id, number)
);
CREATE INDEX task_due ON task (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE guest (
    activity_id text NOT NULL REFERENCES activity,
    employer_id text NOT NULL,
    employer    text NOT NULL,
    office      text NOT NULL,
    reply       text NOT NULL,
    booth       integer,
    PRIMARY KEY (activity_id, employer_id),
    CONSTRAINT one_booth UNIQUE (activity_id, booth) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE known_employer (
    employer_id text        PRIMARY KEY,
    name        text        NOT NULL,
    communes    text[]      NOT NULL,
    last_at     timestamptz NOT NULL
);

-- Who came is a ticket; a pseudonym stands only where a person showed theirs.
CREATE TABLE checked_in (
    activity_id   text        NOT NULL REFERENCES activity,
    entry_id      text        NOT NULL,
    kind          text        NOT NULL,
    at            timestamptz NOT NULL,
    ticket        text        NOT NULL,
    commune       text,
    vacancy_id    text,
    candidate_ref text,
    PRIMARY KEY (activity_id, entry_id)
);

CREATE TABLE interview (
    vacancy_id    text        NOT NULL,
    candidate_ref text        NOT NULL,
    activity_id   text        REFERENCES activity,
    at            timestamptz,
    ticket        text,
    commune       text,
    referred      boolean     NOT NULL,
    placed        boolean     NOT NULL,
    verified      boolean     NOT NULL,
    PRIMARY KEY (vacancy_id, candidate_ref)
);
CREATE INDEX interview_at ON interview (activity_id) WHERE activity_id IS NOT NULL;

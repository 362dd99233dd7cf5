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

-- what a person allowed: for one vacancy and purpose, recorded by whom, how, until when
CREATE TABLE consent (
    consent_id    text        PRIMARY KEY,
    candidate_ref text        NOT NULL REFERENCES seeker,
    commune       text        NOT NULL,
    vacancy_id    text        NOT NULL,
    purpose       text        NOT NULL,
    means         text        NOT NULL,
    officer       text        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    revoked_by    text
);
CREATE INDEX consent_candidate ON consent (candidate_ref);

-- leave to read an identity, and whether it was given: one a lease
CREATE TABLE disclosure (
    lease_id          text        PRIMARY KEY,
    vacancy_id        text        NOT NULL,
    title             text        NOT NULL,
    commune           text        NOT NULL,
    candidate_ref     text        NOT NULL,
    candidate_commune text        NOT NULL,
    purpose           text        NOT NULL,
    consent_id        text        NOT NULL REFERENCES consent,
    officer           text        NOT NULL,
    permitted_at      timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    given_at          timestamptz,
    ended_at          timestamptz,
    why               text,
    erased_at         timestamptz
);
CREATE INDEX disclosure_candidate ON disclosure (candidate_ref);
CREATE INDEX disclosure_commune ON disclosure (commune, given_at);
CREATE INDEX disclosure_due ON disclosure (expires_at) WHERE ended_at IS NULL;

-- to find who sits on a lease; most people sit on none
CREATE INDEX seeker_seats ON seeker USING gin (seats jsonb_path_ops) WHERE seats <> '[]';

-- who did what with whose identity, what for: written, never changed
CREATE TABLE access_log (
    n             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL,
    what          text        NOT NULL,
    candidate_ref text        NOT NULL,
    commune       text        NOT NULL,
    officer       text        NOT NULL,
    vacancy_id    text        NOT NULL,
    lease_id      text,
    purpose       text        NOT NULL
);
CREATE INDEX access_log_candidate ON access_log (candidate_ref, n);

CREATE FUNCTION access_log_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'access_log is written once';
END
$$;
CREATE TRIGGER access_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_written_once();

-- the key of each identity, wrapped by the master key. Its row deleted, nobody reads the identity again; kept apart,
-- so that it can be left out of backups that live long
CREATE TABLE identity_key (
    candidate_ref text  PRIMARY KEY,
    wrapped       bytea NOT NULL
);

-- who is paid by the Fondo de Cesantía Solidario (Ley 19.728): known to the person's own office alone
CREATE TABLE insurance (
    candidate_ref text        PRIMARY KEY REFERENCES seeker,
    commune       text        NOT NULL,
    beneficiary   boolean     NOT NULL,
    last_pay      integer     CHECK (last_pay > 0),
    noted_at      timestamptz NOT NULL
);

-- jobs they refused, with the legal cause: records that an officer exports, reported by nobody else
CREATE TABLE refusal (
    refusal_id      text        PRIMARY KEY,
    candidate_ref   text        NOT NULL,
    commune         text        NOT NULL,
    vacancy_id      text        NOT NULL,
    vacancy_commune text        NOT NULL,
    title           text        NOT NULL,
    cause           text        NOT NULL,
    noted           text[]      NOT NULL,
    minutes         integer,
    max_minutes     integer     NOT NULL,
    officer         text        NOT NULL,
    at              timestamptz NOT NULL
);
CREATE INDEX refusal_commune ON refusal (commune, at);

-- Folios, copies, answers, placements, what offices exchange, the heartbeat; and the seat ledger's invariant held by
-- the database itself.

ALTER TABLE member ADD COLUMN minutes jsonb, ADD COLUMN population integer NOT NULL DEFAULT 0;
UPDATE member SET minutes = (SELECT coalesce(jsonb_object_agg(key, 10 + round(value::numeric * 1.3 / 55 * 60)), '{}')
                             FROM jsonb_each_text(km));
ALTER TABLE member DROP COLUMN km, ALTER COLUMN minutes SET NOT NULL;

ALTER TABLE vacancy
    ADD COLUMN folio       text UNIQUE,
    ADD COLUMN revision    integer NOT NULL DEFAULT 1,
    ADD COLUMN revised_at  timestamptz,
    ADD COLUMN fingerprint text NOT NULL DEFAULT '',
    ADD COLUMN twin_of     text REFERENCES vacancy;
UPDATE vacancy SET call = call || jsonb_build_object('called_at', posted_at) WHERE call IS NOT NULL;
CREATE INDEX vacancy_fingerprint ON vacancy (fingerprint) WHERE stage NOT IN ('filled', 'closed');
CREATE INDEX vacancy_twin ON vacancy (twin_of) WHERE twin_of IS NOT NULL;
CREATE INDEX vacancy_calling ON vacancy (vacancy_id) WHERE stage = 'calling';

ALTER TABLE lease ADD COLUMN extended integer NOT NULL DEFAULT 0, ADD COLUMN referred_at timestamptz;

CREATE TABLE numbering (
    commune text    PRIMARY KEY,
    year    integer NOT NULL,
    last    integer NOT NULL
);

-- who holds a copy of a vacancy, and the newest revision it is known to have
CREATE TABLE holder (
    vacancy_id text        NOT NULL,
    commune    text        NOT NULL,
    revision   integer     NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (vacancy_id, commune)
);

CREATE TABLE answer (
    vacancy_id text        NOT NULL,
    commune    text        NOT NULL,
    tier       integer     NOT NULL,
    how        text        NOT NULL CHECK (how IN ('offered', 'declined', 'silent')),
    at         timestamptz NOT NULL,
    called_at  timestamptz,
    candidates integer     NOT NULL,
    reasons    text[]      NOT NULL,
    PRIMARY KEY (vacancy_id, commune, tier)
);
CREATE INDEX answer_at ON answer (at);

CREATE TABLE placement (
    placement_id  text        PRIMARY KEY,
    vacancy_id    text        NOT NULL REFERENCES vacancy,
    lease_id      text        NOT NULL UNIQUE REFERENCES lease,
    commune       text        NOT NULL,
    finder        text        NOT NULL,
    candidate_ref text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('declared', 'verified', 'refuted', 'undone')),
    declared_at   timestamptz NOT NULL,
    credit        jsonb       NOT NULL,
    history       jsonb       NOT NULL
);
CREATE INDEX placement_candidate ON placement (candidate_ref);
CREATE INDEX placement_declared ON placement (declared_at);

CREATE FUNCTION sums_to_a_thousand(credit jsonb) RETURNS boolean IMMUTABLE LANGUAGE sql
    RETURN (SELECT sum(value::integer) = 1000 FROM jsonb_each_text(credit));
ALTER TABLE placement ADD CHECK (sums_to_a_thousand(credit));

CREATE TABLE exchange (
    home   text    NOT NULL,
    finder text    NOT NULL,
    day    date    NOT NULL,
    seats  integer NOT NULL,
    PRIMARY KEY (home, finder, day)
);

CREATE TABLE pulse (
    one      boolean     PRIMARY KEY DEFAULT true CHECK (one),
    said_at  timestamptz,
    heard_at timestamptz,
    due_at   timestamptz NOT NULL
);
INSERT INTO pulse (due_at) VALUES ('2000-01-01 00:00+00');

CREATE TABLE outage (
    began timestamptz PRIMARY KEY,
    ended timestamptz NOT NULL CHECK (ended > began)
);

-- never more leases than seats, whoever writes them: looked at after every statement
CREATE FUNCTION never_oversold() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM vacancy v
        WHERE v.vacancy_id IN (SELECT vacancy_id FROM touched)
          AND v.seats < (SELECT count(*) FROM lease l WHERE l.vacancy_id = v.vacancy_id AND l.state <> 'released')
    ) THEN
        RAISE EXCEPTION 'a seat would be sold twice' USING ERRCODE = 'check_violation', CONSTRAINT = 'never_oversold';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER never_oversold_insert AFTER INSERT ON lease REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION never_oversold();
CREATE TRIGGER never_oversold_update AFTER UPDATE ON lease REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION never_oversold();

-- what the vacancy says is taken and placed is what its leases say: looked at when the transaction commits
CREATE FUNCTION seats_add_up() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    said  vacancy%ROWTYPE;
    found record;
BEGIN
    SELECT * INTO said FROM vacancy WHERE vacancy_id = NEW.vacancy_id;
    SELECT count(*) AS taken, count(*) FILTER (WHERE state = 'placed') AS placed INTO found
    FROM lease WHERE vacancy_id = NEW.vacancy_id AND state <> 'released';
    IF said.taken <> found.taken OR said.placed <> found.placed THEN
        RAISE EXCEPTION 'the seats of % do not add up', NEW.vacancy_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seats_add_up AFTER INSERT OR UPDATE OF taken, placed, seats ON vacancy
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seats_add_up();

DROP VIEW vacancy_seen;
CREATE VIEW vacancy_seen AS
SELECT vacancy_id, folio, commune, profile, urgency, seats, seats - taken AS open, taken - placed AS held, placed,
       posted_at, local_until, valid_through, stage, tier, asked, call, reason, why_closed, revision, revised_at, twin_of
FROM vacancy;

-- Who else wants a candidate; since when a copy is behind; jobs that end, and placements that are taken back when the
-- vacancy is over already; the seat ledger's invariant looked at from both sides.

CREATE INDEX waiting_candidate ON waiting (candidate_ref);

-- when each revision of a vacancy was made
CREATE TABLE revised (
    vacancy_id text        NOT NULL REFERENCES vacancy,
    revision   integer     NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (vacancy_id, revision)
);
INSERT INTO revised SELECT vacancy_id, revision, revised_at FROM vacancy WHERE revised_at IS NOT NULL;

-- what is read from outside: a copy is behind since the first revision that it does not know
CREATE VIEW holder_seen AS
SELECT h.vacancy_id, h.commune, h.revision, h.at, (
    SELECT min(r.at) FROM revised r WHERE r.vacancy_id = h.vacancy_id AND r.revision > h.revision
) AS pending_since
FROM holder h;

-- what the municipal system that posted it calls it
ALTER TABLE vacancy ADD COLUMN external_ref text;
CREATE INDEX vacancy_external ON vacancy (external_ref) WHERE external_ref IS NOT NULL;
CREATE OR REPLACE VIEW vacancy_seen AS
SELECT vacancy_id, folio, commune, profile, urgency, seats, seats - taken AS open, taken - placed AS held, placed,
       posted_at, local_until, valid_through, stage, tier, asked, call, reason, why_closed, revision, revised_at, twin_of,
       external_ref
FROM vacancy;

-- text as people look for it: without case and accents
CREATE FUNCTION bare(text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
    RETURN translate(lower($1), 'áéíóúüñ', 'aeiouun');

-- a job that is over: the seat was filled, its person is free
ALTER TABLE placement ADD COLUMN ended_on date;
ALTER TABLE lease
    DROP CONSTRAINT lease_state_check,
    ADD CONSTRAINT lease_state_check CHECK (state IN ('held', 'placed', 'ended', 'released'));
DROP INDEX lease_one_per_candidate;
CREATE UNIQUE INDEX lease_one_per_candidate ON lease (candidate_ref) WHERE state IN ('held', 'placed');

-- a placement that is taken back after the vacancy was filled leaves it filled, and the seat empty
ALTER TABLE vacancy
    DROP CONSTRAINT vacancy_check2,
    ADD CONSTRAINT vacancy_filled_check CHECK (stage <> 'filled' OR taken = placed);

CREATE OR REPLACE FUNCTION seats_add_up() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    said  vacancy%ROWTYPE;
    found record;
BEGIN
    SELECT * INTO said FROM vacancy WHERE vacancy_id = NEW.vacancy_id;
    SELECT count(*) AS taken, count(*) FILTER (WHERE state IN ('placed', 'ended')) AS placed INTO found
    FROM lease WHERE vacancy_id = NEW.vacancy_id AND state <> 'released';
    IF said.taken <> found.taken OR said.placed <> found.placed THEN
        RAISE EXCEPTION 'the seats of % do not add up', NEW.vacancy_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seats_add_up AFTER INSERT OR UPDATE OF state ON lease
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seats_add_up();

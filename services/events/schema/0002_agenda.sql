-- The joint agenda: what is held, where, by whom; dates that offices vote on; who is busy when; what clashes.
--
-- `fair` was all that was held. An older version that still runs writes and reads it; the triggers keep the fairs of
-- both tables alike until none does.

ALTER TABLE member ADD COLUMN minutes jsonb NOT NULL DEFAULT '{}';

CREATE TABLE venue (
    venue_id text    PRIMARY KEY,
    commune  text    NOT NULL,
    name     text    NOT NULL,
    place    text    NOT NULL,
    kind     text    NOT NULL,
    capacity integer NOT NULL CHECK (capacity > 0),
    opens    jsonb   NOT NULL,
    open     boolean NOT NULL
);
CREATE INDEX venue_of ON venue (commune);

CREATE TABLE resource (
    resource_id text    PRIMARY KEY,
    commune     text    NOT NULL,
    kind        text    NOT NULL,
    label       text,
    role        text,
    employer    text,
    opens       jsonb   NOT NULL,
    active      boolean NOT NULL
);
CREATE INDEX resource_of ON resource (commune);

CREATE TABLE busy (
    busy_id text            PRIMARY KEY,
    commune text            NOT NULL,
    owner   text            NOT NULL,
    during  tstzmultirange  NOT NULL
);
CREATE INDEX busy_of ON busy (owner);
CREATE INDEX busy_during ON busy USING gist (during);

CREATE TABLE activity (
    activity_id text        PRIMARY KEY,
    kind        text        NOT NULL,
    commune     text        NOT NULL,
    title       text        NOT NULL,
    place       text        NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    venue_id    text        REFERENCES venue,
    co_hosts    text[]      NOT NULL DEFAULT '{}',
    invited     text[]      NOT NULL DEFAULT '{}',
    resources   text[]      NOT NULL DEFAULT '{}',
    expected    integer,
    employer    text,
    proposal_id text,
    sequence    integer     NOT NULL DEFAULT 0,
    state       text        NOT NULL DEFAULT 'scheduled',
    attended    text[]      NOT NULL DEFAULT '{}',
    employers   integer,
    summary     text,
    CHECK (ends_at > starts_at),
    -- nobody books a venue twice, whatever a decision may have overlooked; looked at when all of a batch is written
    CONSTRAINT one_booking EXCLUDE USING gist (venue_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (venue_id IS NOT NULL AND state = 'scheduled') DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX activity_coming ON activity (ends_at) WHERE state = 'scheduled';
CREATE INDEX activity_when ON activity (starts_at, activity_id);

CREATE TABLE date_proposal (
    proposal_id text        PRIMARY KEY,
    commune     text        NOT NULL,
    kind        text        NOT NULL,
    title       text        NOT NULL,
    invited     text[]      NOT NULL,
    options     jsonb       NOT NULL,
    quorum      integer     NOT NULL,
    answer_by   timestamptz NOT NULL,
    employer    text,
    votes       jsonb       NOT NULL,
    answered_at timestamptz,
    state       text        NOT NULL,
    activity_id text,
    due_at      timestamptz
);
CREATE INDEX date_proposal_due ON date_proposal (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE clash (
    clash_id    text   PRIMARY KEY,
    kind        text   NOT NULL,
    activities  jsonb  NOT NULL,
    between     text[] NOT NULL,
    communes    text[] NOT NULL,
    text        text   NOT NULL,
    state       text   NOT NULL,
    accepted_by text,
    why         text
);
CREATE INDEX clash_open ON clash (state) WHERE state <> 'resolved';

INSERT INTO activity (activity_id, kind, commune, title, place, starts_at, ends_at, state)
SELECT fair_id, 'fair', commune, title, place, starts_at, ends_at, CASE WHEN over THEN 'ended' ELSE 'scheduled' END
FROM fair;

CREATE FUNCTION fair_of_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'fair' AND pg_trigger_depth() = 1 THEN
        INSERT INTO fair (fair_id, commune, title, place, starts_at, ends_at, over)
        VALUES (NEW.activity_id, NEW.commune, NEW.title, NEW.place, NEW.starts_at, NEW.ends_at,
                NEW.state <> 'scheduled')
        ON CONFLICT (fair_id) DO UPDATE
        SET place = excluded.place, starts_at = excluded.starts_at, ends_at = excluded.ends_at, over = excluded.over;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER fair_of_activity AFTER INSERT OR UPDATE ON activity FOR EACH ROW EXECUTE FUNCTION fair_of_activity();

CREATE FUNCTION activity_of_fair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        INSERT INTO activity (activity_id, kind, commune, title, place, starts_at, ends_at, state)
        VALUES (NEW.fair_id, 'fair', NEW.commune, NEW.title, NEW.place, NEW.starts_at, NEW.ends_at,
                CASE WHEN NEW.over THEN 'ended' ELSE 'scheduled' END)
        ON CONFLICT (activity_id) DO UPDATE SET state = excluded.state;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_of_fair AFTER INSERT OR UPDATE ON fair FOR EACH ROW EXECUTE FUNCTION activity_of_fair();

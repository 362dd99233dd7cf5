-- What the service knows of the bus: how far it has heard, who publishes, and what was put aside, with its history.

-- How far each partition has been heard, in the transaction of what was heard: after a start, and after a restore, the
-- service goes on from here. `log` is which log that is (cluster and topic by id), for offsets return in a topic made anew.
CREATE TABLE heard (
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    log         text        NOT NULL,
    next_offset bigint      NOT NULL,
    heard_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- Who publishes the outbox. The lease ends by itself, or with the connection that took it; each holder has a higher fence.
CREATE TABLE relay (
    only_one      boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    fence         bigint      NOT NULL DEFAULT 0,
    until         timestamptz NOT NULL DEFAULT '-infinity',
    backend       integer,
    backend_start timestamptz
);
INSERT INTO relay DEFAULT VALUES;

ALTER TABLE dead_letter
    ADD COLUMN log     text    NOT NULL DEFAULT '',
    ADD COLUMN broken  text    NOT NULL DEFAULT '',
    -- whether it was a message, of its own sender: only such a one makes the later ones of its key wait
    ADD COLUMN decoded boolean NOT NULL DEFAULT false,
    -- bytes of the value, if only its beginning is kept
    ADD COLUMN whole_size bigint,
    -- of a timer: how often it failed, and when it is tried again
    ADD COLUMN tries   integer NOT NULL DEFAULT 1,
    ADD COLUMN again_at timestamptz,
    -- [{at, what, who, why}]: what operators and replays have done with it
    ADD COLUMN history jsonb   NOT NULL DEFAULT '[]';
CREATE FUNCTION noted(history jsonb, what text, who text, why text) RETURNS jsonb LANGUAGE sql STABLE
RETURN history || jsonb_build_array(jsonb_build_object('at', now(), 'what', what, 'who', who, 'why', why));
UPDATE dead_letter SET decoded = code IN ('decision_failed', 'failed', 'refused_by_database', 'blocked_by_key');
CREATE INDEX dead_letter_clock ON dead_letter (subject) WHERE topic = 'clock';
CREATE UNIQUE INDEX dead_letter_place ON dead_letter (log, topic, partition, record_offset) WHERE status = 'parked';

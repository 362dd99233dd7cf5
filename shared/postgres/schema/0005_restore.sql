-- What tells a database that is older than the bus from one that is not, and a topic that has lost its data from one
-- that has not.

-- Each time the books were restored from an older copy. The ids of what is said from then on hold the epoch, so that
-- nobody takes it for a repeat of what the lost time had said.
CREATE TABLE restored (
    epoch integer     PRIMARY KEY CHECK (epoch > 0),
    at    timestamptz NOT NULL DEFAULT now(),
    facts bigint      NOT NULL
);

-- In which log of each topic the facts of the outbox stand.
CREATE TABLE published (
    topic text PRIMARY KEY,
    log   text NOT NULL
);

-- `forgotten_until`: facts up to this time may have been deleted here by age, and still stand in their topic.
-- Up to `refill_until` facts are published once more, at most `refill_rate` a second.
ALTER TABLE relay
    ADD COLUMN forgotten_until timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN refill_until    bigint      NOT NULL DEFAULT 0,
    ADD COLUMN refill_rate     integer;
-- an outbox that was in use may have been cleaned before this was noted
UPDATE relay SET forgotten_until = coalesce((SELECT min(time) FROM outbox), now())
WHERE (SELECT pg_sequence_last_value(pg_get_serial_sequence('outbox', 'position')::regclass)) IS NOT NULL;

-- A fact that is published again is no younger for it: it is deleted so many days after it was written.
CREATE INDEX outbox_written_at ON outbox USING brin (written_at);

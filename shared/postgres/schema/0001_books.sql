-- The books every service keeps: what it has heard, what it must say, what it put aside.

CREATE TABLE inbox (
    source    text        NOT NULL,
    id        text        NOT NULL,
    heard_at  timestamptz NOT NULL DEFAULT now(),
    type      text        NOT NULL,
    subject   text        NOT NULL,
    answer    jsonb,
    PRIMARY KEY (source, id)
);
CREATE INDEX inbox_heard_at ON inbox USING brin (heard_at);

CREATE TABLE outbox (
    position       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id             text        NOT NULL,
    topic          text        NOT NULL,
    source         text        NOT NULL,
    type           text        NOT NULL,
    subject        text        NOT NULL,
    time           timestamptz NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   text,
    traceparent    text,
    data           text        NOT NULL,
    written_at     timestamptz NOT NULL DEFAULT now(),
    published_at   timestamptz
);
CREATE INDEX outbox_waiting ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_subject ON outbox (subject);
CREATE INDEX outbox_published_at ON outbox USING brin (published_at);

-- what is written wakes the relay at the moment it is committed
CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('mesa_outbox_' || TG_TABLE_SCHEMA, '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();

CREATE TABLE dead_letter (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parked_at     timestamptz NOT NULL DEFAULT now(),
    status        text        NOT NULL DEFAULT 'parked' CHECK (status IN ('parked', 'replay', 'replayed', 'dropped')),
    code          text        NOT NULL,
    detail        text        NOT NULL,
    traceback     text        NOT NULL DEFAULT '',
    topic         text        NOT NULL,
    partition     integer,
    record_offset bigint,
    key           bytea,
    value         bytea,
    headers       jsonb       NOT NULL DEFAULT '[]',
    source        text,
    message_id    text,
    type          text,
    subject       text,
    seen_to_at    timestamptz
);
CREATE UNIQUE INDEX dead_letter_record ON dead_letter (topic, partition, record_offset) WHERE status = 'parked';
CREATE INDEX dead_letter_open ON dead_letter (subject) WHERE status IN ('parked', 'replay');

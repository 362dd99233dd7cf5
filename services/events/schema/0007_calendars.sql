-- Calendars of others that are read every hour, calendars of ours that others read, and how an office is written to.

CREATE TABLE subscription (
    calendar_id   text        PRIMARY KEY,
    commune       text        NOT NULL,
    owner         text,
    calendar      text        NOT NULL,
    host          text        NOT NULL,
    asked_at      timestamptz NOT NULL,
    -- how it goes; written by whoever reads it, never by a request but for a new address
    next_at       timestamptz NOT NULL,
    leased_until  timestamptz,
    tried_at      timestamptz,
    read_at       timestamptz,
    whole_at      timestamptz,
    etag          text,
    last_modified text,
    failures      integer     NOT NULL DEFAULT 0,
    faults        text[]      NOT NULL DEFAULT '{}'
);
CREATE INDEX subscription_next ON subscription (next_at);
CREATE INDEX subscription_of ON subscription (commune);

-- apart, for an address may hold a secret: sealed, and read by nobody but the reader of calendars
CREATE TABLE subscription_address (
    calendar_id text  PRIMARY KEY REFERENCES subscription ON DELETE CASCADE,
    sealed      bytea NOT NULL
);

CREATE TABLE feed (
    feed_id    text        PRIMARY KEY,
    commune    text        NOT NULL,
    about      text        NOT NULL,
    digest     bytea       NOT NULL UNIQUE,
    made_at    timestamptz NOT NULL,
    read_at    timestamptz,
    revoked_at timestamptz
);
CREATE INDEX feed_of ON feed (commune);

ALTER TABLE activity ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE member ADD COLUMN email text;

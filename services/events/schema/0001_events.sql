-- Fairs, and what the network could not fill.

CREATE TABLE member (
    commune  text    PRIMARY KEY,
    name     text    NOT NULL,
    at_table boolean NOT NULL
);

CREATE TABLE fair (
    fair_id   text        PRIMARY KEY,
    commune   text        NOT NULL,
    title     text        NOT NULL,
    place     text        NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    over      boolean     NOT NULL,
    CHECK (ends_at > starts_at)
);
CREATE INDEX fair_coming ON fair (ends_at) WHERE NOT over;

CREATE TABLE stranded (
    vacancy_id    text        PRIMARY KEY,
    commune       text        NOT NULL,
    title         text        NOT NULL,
    seats_left    integer     NOT NULL,
    valid_through timestamptz NOT NULL,
    fair_id       text        REFERENCES fair,
    gone          boolean     NOT NULL
);
CREATE INDEX stranded_standing ON stranded (fair_id) WHERE NOT gone;

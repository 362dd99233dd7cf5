-- The Mesa's plan of a year. Its lines are read and written together, so that they are one value.

CREATE TABLE year_plan (
    year  integer PRIMARY KEY,
    lines jsonb   NOT NULL
);

-- Neighbours that found a Mesa: what each brings, and the vision that they agree to.
CREATE TABLE founding (
    founding_id text        PRIMARY KEY,
    commune     text        NOT NULL,
    communes    text[]      NOT NULL,
    started_at  timestamptz NOT NULL,
    notes       jsonb       NOT NULL,
    vision      text,
    version     integer     NOT NULL,
    agreed      text[]      NOT NULL
);

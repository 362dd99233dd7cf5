-- The vacancy, the candidates in hand, and the seat ledger. What must never be false stands here as a constraint.

CREATE TABLE member (
    commune  text    PRIMARY KEY,
    name     text    NOT NULL,
    at_table boolean NOT NULL,
    windows  jsonb   NOT NULL,
    km       jsonb   NOT NULL
);

CREATE TABLE vacancy (
    vacancy_id    text        PRIMARY KEY,
    commune       text        NOT NULL,
    profile       jsonb       NOT NULL,
    urgency       text        NOT NULL,
    seats         integer     NOT NULL CHECK (seats > 0),
    taken         integer     NOT NULL,
    placed        integer     NOT NULL,
    posted_at     timestamptz NOT NULL,
    local_until   timestamptz NOT NULL,
    valid_through timestamptz NOT NULL,
    stage         text        NOT NULL,
    tier          integer     NOT NULL,
    fence         integer     NOT NULL,
    asked         text[]      NOT NULL,
    call          jsonb,
    reason        text,
    why_closed    text,
    due_at        timestamptz,
    CHECK (taken BETWEEN 0 AND seats),
    CHECK (placed BETWEEN 0 AND taken),
    CHECK (stage <> 'filled' OR placed = seats)
);
CREATE INDEX vacancy_due ON vacancy (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX vacancy_asking ON vacancy (stage) WHERE stage IN ('calling', 'exhausted');
CREATE INDEX vacancy_commune ON vacancy (commune, posted_at DESC);

CREATE TABLE waiting (
    vacancy_id    text    NOT NULL REFERENCES vacancy,
    candidate_ref text    NOT NULL,
    commune       text    NOT NULL,
    offer_id      text    NOT NULL,
    tier          integer NOT NULL,
    score         integer NOT NULL,
    minutes       integer,
    PRIMARY KEY (vacancy_id, candidate_ref)
);

CREATE TABLE lease (
    lease_id      text        PRIMARY KEY,
    vacancy_id    text        NOT NULL REFERENCES vacancy,
    seat          integer     NOT NULL CHECK (seat > 0),
    fence         integer     NOT NULL,
    candidate_ref text        NOT NULL,
    commune       text        NOT NULL,
    offer_id      text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('held', 'placed', 'released')),
    leased_at     timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    because       text[]      NOT NULL,
    ended_at      timestamptz,
    why           text,
    UNIQUE (vacancy_id, fence)
);
-- a seat is sold once, and a candidate sits on one seat of the whole network
CREATE UNIQUE INDEX lease_one_per_seat ON lease (vacancy_id, seat) WHERE state <> 'released';
CREATE UNIQUE INDEX lease_one_per_candidate ON lease (candidate_ref) WHERE state <> 'released';

-- what is read from outside: seats = placed + held + open
CREATE VIEW vacancy_seen AS
SELECT vacancy_id, commune, profile, urgency, seats, seats - taken AS open, taken - placed AS held, placed,
       posted_at, local_until, valid_through, stage, tier, asked, call, reason, why_closed
FROM vacancy;

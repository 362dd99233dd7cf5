-- Seekers, the vacancies that call for them, and, apart from both, who the seekers are.

CREATE TABLE commune (
    commune  text    PRIMARY KEY,
    name     text    NOT NULL,
    mode     text    NOT NULL,
    at_table boolean NOT NULL,
    ways     jsonb   NOT NULL
);

CREATE TABLE vacancy (
    vacancy_id text        PRIMARY KEY,
    commune    text        NOT NULL,
    profile    jsonb       NOT NULL,
    open_seats integer     NOT NULL CHECK (open_seats >= 0),
    seats      integer     NOT NULL CHECK (seats > 0),
    posted_at  timestamptz NOT NULL,
    over       boolean     NOT NULL,
    look_at    timestamptz,
    looked_at  timestamptz
);
CREATE INDEX vacancy_due ON vacancy (look_at) WHERE look_at IS NOT NULL AND NOT over;

-- a commune that is asked for candidates
CREATE TABLE call (
    vacancy_id text    NOT NULL REFERENCES vacancy,
    commune    text    NOT NULL,
    tier       integer NOT NULL,
    answered   boolean NOT NULL,
    complete   boolean NOT NULL,
    PRIMARY KEY (vacancy_id, commune)
);
CREATE INDEX call_commune ON call (commune);

-- a profile and a pseudonym, no person; the profile of who is offered by a commune's own systems stays there (NULL).
-- `codes` are all prefixes of the occupations: 9211 -> 9, 92, 921, 9211
CREATE TABLE seeker (
    candidate_ref    text        PRIMARY KEY,
    commune          text        NOT NULL,
    occupations      text[],
    codes            text[],
    education        text,
    education_rank   integer,
    experience_years integer,
    licences         text[],
    cannot           text[],
    pay_floor        integer,
    max_minutes      integer,
    registered_at    timestamptz NOT NULL,
    state            text        NOT NULL CHECK (state IN ('free', 'leased', 'placed', 'gone')),
    seats            jsonb       NOT NULL DEFAULT '[]',
    not_again        text[]      NOT NULL DEFAULT '{}',
    gone             boolean     NOT NULL DEFAULT false,
    look_at          timestamptz,
    looked_at        timestamptz
);
CREATE INDEX seeker_commune ON seeker (commune, state);
CREATE INDEX seeker_due ON seeker (look_at) WHERE look_at IS NOT NULL;

-- who stands in an offer, without a seat
CREATE TABLE standing (
    candidate_ref text NOT NULL REFERENCES seeker,
    commune       text NOT NULL,
    vacancy_id    text NOT NULL,
    offer_id      text NOT NULL,
    PRIMARY KEY (candidate_ref, vacancy_id)
);
CREATE INDEX standing_vacancy ON standing (vacancy_id, commune);
CREATE INDEX standing_commune ON standing (commune);

-- who a pseudonym is: encrypted (AES-256-GCM), bound to its pseudonym; `mark` is a keyed HMAC of the RUT, so that
-- nobody is registered twice. Nothing but the registration of a seeker writes here, nothing reads it out
CREATE TABLE identity (
    candidate_ref text  PRIMARY KEY,
    mark          bytea UNIQUE,
    sealed        bytea NOT NULL
);

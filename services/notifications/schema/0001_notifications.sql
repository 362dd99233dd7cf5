-- What each office was told, and what is remembered to say it truly.

CREATE TABLE member (
    commune  text    PRIMARY KEY,
    name     text    NOT NULL,
    at_table boolean NOT NULL
);

CREATE TABLE known (
    vacancy_id text   PRIMARY KEY,
    commune    text   NOT NULL,
    title      text   NOT NULL,
    took_part  text[] NOT NULL
);

CREATE TABLE notice (
    position   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id  text        NOT NULL UNIQUE,
    commune    text        NOT NULL,
    at         timestamptz NOT NULL,
    about      text        NOT NULL,
    type       text        NOT NULL,
    vacancy_id text,
    text       text        NOT NULL,
    told       boolean     NOT NULL,
    UNIQUE (commune, about)
);
CREATE INDEX notice_board ON notice (commune, position DESC);

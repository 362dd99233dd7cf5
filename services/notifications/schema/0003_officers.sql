-- Who may sign in at the page: the people of the offices, with their sessions and the links that were sent to them.
-- What identifies somebody here never leaves these tables: on the bus an officer is `officer_id`.

CREATE TABLE officer (
    commune       text        NOT NULL,
    officer_id    text        NOT NULL,
    name          text        NOT NULL,
    email         text        NOT NULL,
    password_hash text,
    failures      int         NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL,
    looked_at     timestamptz,
    looked_before timestamptz,
    PRIMARY KEY (commune, officer_id)
);
CREATE UNIQUE INDEX officer_email ON officer (lower(email));

CREATE TABLE sign_in_link (
    digest     bytea       PRIMARY KEY,
    commune    text        NOT NULL,
    officer_id text        NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    FOREIGN KEY (commune, officer_id) REFERENCES officer
);

CREATE TABLE officer_session (
    digest     bytea       PRIMARY KEY,
    commune    text        NOT NULL,
    officer_id text        NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    FOREIGN KEY (commune, officer_id) REFERENCES officer
);
CREATE INDEX officer_session_of ON officer_session (commune, officer_id);

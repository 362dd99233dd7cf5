-- Requests that are decided when their time has come, unless they are taken back before: with the attributes in which
-- they came, so that what follows says who caused it. Those that are settled are forgotten with the inbox.
CREATE TABLE held_request (
    held_id        text PRIMARY KEY,
    commune        text NOT NULL,
    vacancy_id     text NOT NULL,
    not_before     timestamptz NOT NULL,
    state          text NOT NULL CHECK (state IN ('waiting', 'taken_back', 'done', 'refused')),
    id             text NOT NULL,
    source         text NOT NULL,
    type           text NOT NULL,
    data           json NOT NULL,
    time           timestamptz NOT NULL,
    correlation_id text NOT NULL,
    causation_id   text,
    traceparent    text,
    by_intake      boolean NOT NULL,
    written_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX held_request_due ON held_request (not_before) WHERE state = 'waiting';
CREATE INDEX held_request_settled ON held_request (written_at) WHERE state <> 'waiting';

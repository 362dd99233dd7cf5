-- What the officers' page shows, kept from facts alone.

CREATE TABLE board_matter (
    kind        text   NOT NULL,
    matter_id   text   NOT NULL,
    commune     text,
    stage       text,
    title       text   NOT NULL DEFAULT '',
    folio       text,
    next_due_at timestamptz,
    position    bigint,
    state       jsonb,
    PRIMARY KEY (kind, matter_id)
);
CREATE INDEX board_matter_due ON board_matter (kind, coalesce(next_due_at, 'infinity'), matter_id) WHERE stage IS NOT NULL;
CREATE INDEX board_matter_folio ON board_matter (folio) WHERE folio IS NOT NULL;

CREATE TABLE board_waiting (
    kind      text  NOT NULL,
    matter_id text  NOT NULL,
    commune   text  NOT NULL,
    waits     text  NOT NULL,
    part      text  NOT NULL,
    until     timestamptz,
    needs     jsonb NOT NULL,
    PRIMARY KEY (kind, matter_id, commune, waits, part)
);
CREATE INDEX board_waiting_until ON board_waiting (commune, until NULLS LAST, matter_id);

CREATE TABLE board_figure (
    kind      text             NOT NULL,
    matter_id text             NOT NULL,
    figure    text             NOT NULL,
    commune   text             NOT NULL,
    other     text,
    at        timestamptz      NOT NULL,
    amount    double precision NOT NULL,
    fact_id   text             NOT NULL,
    about     text             NOT NULL
);
CREATE INDEX board_figure_matter ON board_figure (kind, matter_id, fact_id);
CREATE INDEX board_figure_report ON board_figure (commune, figure, at);

CREATE TABLE board_history (
    position     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fact_id      text        NOT NULL UNIQUE,
    kind         text        NOT NULL,
    matter_id    text        NOT NULL,
    at           timestamptz NOT NULL,
    type         text        NOT NULL,
    source       text        NOT NULL,
    causation_id text,
    commune      text        NOT NULL,
    concerns     text[]      NOT NULL,
    data         jsonb       NOT NULL
);
CREATE INDEX board_history_matter ON board_history (kind, matter_id, position);

-- Help between offices: questions and whose turn it is, answers, cards in versions with their terms, rendiciones.

ALTER TABLE member ADD COLUMN omil_type text NOT NULL DEFAULT 'IV';

CREATE TABLE help_question (
    help_id      text             PRIMARY KEY,
    commune      text             NOT NULL,
    code         text             NOT NULL,
    question     text             NOT NULL,
    details      text,
    answer_hours double precision NOT NULL,
    asked_at     timestamptz      NOT NULL,
    since        timestamptz      NOT NULL,
    state        text             NOT NULL,
    office       text,
    answer_by    timestamptz,
    reasons      jsonb            NOT NULL,
    tried        text[]           NOT NULL,
    turns        integer          NOT NULL,
    answers      integer          NOT NULL,
    answered_by  text,
    -- never two turns and never none: a question is one office's until a time, or nobody's
    CONSTRAINT one_turn CHECK ((state = 'routed') = (office IS NOT NULL AND answer_by IS NOT NULL)
                               AND (office IS NULL) = (answer_by IS NULL) AND office IS DISTINCT FROM commune)
);
CREATE INDEX help_question_turn ON help_question (answer_by) WHERE state = 'routed';
CREATE INDEX help_question_live ON help_question (commune) WHERE state IN ('routed', 'open', 'answered');
CREATE INDEX help_question_when ON help_question (asked_at, help_id);

CREATE TABLE help_answer (
    help_id  text             NOT NULL REFERENCES help_question,
    number   integer          NOT NULL,
    office   text             NOT NULL,
    text     text             NOT NULL,
    at       timestamptz      NOT NULL,
    hours    double precision NOT NULL,
    accepted boolean          NOT NULL,
    PRIMARY KEY (help_id, number)
);

CREATE TABLE good_answers (
    office text    NOT NULL,
    code   text    NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (office, code)
);

CREATE TABLE card (
    card_id text    PRIMARY KEY,
    version integer NOT NULL
);

CREATE TABLE card_version (
    card_id      text        NOT NULL REFERENCES card,
    version      integer     NOT NULL,
    commune      text        NOT NULL,
    code         text        NOT NULL,
    title        text        NOT NULL,
    text         text        NOT NULL,
    words        jsonb       NOT NULL,
    review_on    date        NOT NULL,
    help_id      text,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (card_id, version)
);

-- The stems of the version that counts, without accents, and how much each says of the card: 1 in its title.
CREATE TABLE card_term (
    card_id text NOT NULL REFERENCES card,
    term    text NOT NULL,
    weight  real NOT NULL,
    PRIMARY KEY (card_id, term)
);
CREATE INDEX card_term_like ON card_term USING gin (term gin_trgm_ops);
CREATE INDEX card_term_of ON card_term (term);

CREATE TABLE card_use (
    use_id  text        PRIMARY KEY,
    card_id text        NOT NULL REFERENCES card,
    version integer     NOT NULL,
    commune text        NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX card_use_of ON card_use (card_id);

CREATE TABLE rendition (
    rendition_id text        PRIMARY KEY,
    commune      text        NOT NULL,
    what         text        NOT NULL,
    due_on       date        NOT NULL,
    over_at      timestamptz NOT NULL,
    remind_days  jsonb       NOT NULL,
    next_at      timestamptz,
    submitted_at timestamptz,
    evidence     text[]      NOT NULL
);
CREATE INDEX rendition_due ON rendition (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX rendition_of ON rendition (commune, due_on);

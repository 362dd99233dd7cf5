-- What offices agree on, the next meeting that proposes itself, what a visit has shown, and who did not answer.

ALTER TABLE activity ADD COLUMN monthly boolean NOT NULL DEFAULT false;
ALTER TABLE activity ADD COLUMN skip_months smallint[] NOT NULL DEFAULT '{}';
ALTER TABLE activity ADD COLUMN purpose text;
ALTER TABLE activity ADD COLUMN looked_at text;
ALTER TABLE activity ADD COLUMN learned text;
ALTER TABLE date_proposal ADD COLUMN monthly boolean NOT NULL DEFAULT false;
ALTER TABLE date_proposal ADD COLUMN skip_months smallint[] NOT NULL DEFAULT '{}';

CREATE TABLE agreement (
    agreement_id text        PRIMARY KEY,
    activity_id  text        NOT NULL REFERENCES activity,
    title        text        NOT NULL,
    commune      text        NOT NULL,
    what         text        NOT NULL,
    owner        text        NOT NULL,
    due_on       date        NOT NULL,
    state        text        NOT NULL,
    told_late    boolean     NOT NULL,
    due_at       timestamptz
);
CREATE INDEX agreement_due ON agreement (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX agreement_open ON agreement (due_on) WHERE state = 'open';

CREATE TABLE silent_answer (
    vacancy_id text        NOT NULL,
    office     text        NOT NULL,
    tier       integer     NOT NULL,
    commune    text        NOT NULL,
    title      text        NOT NULL,
    answer_by  timestamptz NOT NULL,
    PRIMARY KEY (vacancy_id, office, tier)
);
CREATE INDEX silent_answer_at ON silent_answer (answer_by);

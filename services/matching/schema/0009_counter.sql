-- of whom an office did what at its counter and has not told: too few to tell, or the day is not over
CREATE TABLE counter_tally (
    commune text NOT NULL,
    act     text NOT NULL,
    people  text[] NOT NULL DEFAULT '{}',
    since   date,
    due_at  timestamptz,
    PRIMARY KEY (commune, act)
);
CREATE INDEX counter_tally_due ON counter_tally (due_at) WHERE due_at IS NOT NULL;

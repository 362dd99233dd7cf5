-- The Mesa's plan of a year. Its lines are read and written together, so that they are one value.

CREATE TABLE year_plan (
    year  integer PRIMARY KEY,
    lines jsonb   NOT NULL
);

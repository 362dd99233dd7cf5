-- At which fair a person was interviewed for a vacancy: its host has a share of the credit if they are placed.

CREATE TABLE met_at_fair (
    vacancy_id    text NOT NULL,
    candidate_ref text NOT NULL,
    fair_id       text NOT NULL,
    host          text NOT NULL,
    PRIMARY KEY (vacancy_id, candidate_ref)
);

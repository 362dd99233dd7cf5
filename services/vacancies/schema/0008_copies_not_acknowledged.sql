-- A commune that is called is given a copy and has acknowledged no revision of it (0): pending since it was given it.
-- Rows from before this step stay as they are: which of them were acknowledged cannot be told any more.

CREATE OR REPLACE VIEW holder_seen AS
SELECT h.vacancy_id, h.commune, h.revision, h.at, CASE WHEN h.revision = 0 THEN h.at ELSE (
    SELECT min(r.at) FROM revised r WHERE r.vacancy_id = h.vacancy_id AND r.revision > h.revision
) END AS pending_since
FROM holder h;

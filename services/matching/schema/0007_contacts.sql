-- How to reach the office of a commune, as its file states it: an institution, no person.

ALTER TABLE commune ADD COLUMN contact jsonb;

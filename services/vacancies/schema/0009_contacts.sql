-- How to reach the office of a commune, as its file states it: an institution, no person.

ALTER TABLE member ADD COLUMN contact jsonb;

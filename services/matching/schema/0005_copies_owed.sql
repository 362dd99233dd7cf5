-- the revision of a vacancy that a called commune has not acknowledged, because it was not known yet who it is
ALTER TABLE call ADD COLUMN owes integer NOT NULL DEFAULT 0;
CREATE INDEX call_owes ON call (commune) WHERE owes > 0;

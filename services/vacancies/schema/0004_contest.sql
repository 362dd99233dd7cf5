-- who else wants a candidate
CREATE INDEX waiting_candidate ON waiting (candidate_ref);

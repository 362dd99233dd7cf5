-- in which open proposals somebody is, whose profile changes
CREATE INDEX proposal_people ON proposal USING gin (candidates jsonb_path_ops) WHERE state = 'open';
-- what a commune noted of the seguro de cesantía of who is another's by now, and what says nothing
DELETE FROM insurance AS i USING seeker AS s
WHERE s.candidate_ref = i.candidate_ref AND (s.commune <> i.commune OR NOT (beneficiary OR last_pay IS NOT NULL));

-- The ledger of employers: who reached whom, planned visits, joint approaches.

CREATE TABLE employer (
    employer_id text PRIMARY KEY,
    name        text NOT NULL,
    known_as    text NOT NULL UNIQUE
);

CREATE TABLE contact (
    contact_id  text        PRIMARY KEY,
    employer_id text        NOT NULL REFERENCES employer,
    commune     text        NOT NULL,
    means       text        NOT NULL,
    at          timestamptz NOT NULL,
    result      text,
    next_on     date,
    revision    integer     NOT NULL,
    CHECK (result IS NOT NULL OR means = 'visit')
);
CREATE INDEX contact_employer ON contact (employer_id, at DESC);
CREATE INDEX contact_commune ON contact (commune);

CREATE TABLE approach (
    approach_id  text        PRIMARY KEY,
    employer_id  text        NOT NULL REFERENCES employer,
    commune      text        NOT NULL,
    invited      text[]      NOT NULL CHECK (NOT commune = ANY (invited)),
    proposed_at  timestamptz NOT NULL,
    at           timestamptz,
    answers      jsonb       NOT NULL,
    result       text,
    next_on      date,
    concluded_at timestamptz,
    CHECK ((result IS NULL) = (concluded_at IS NULL))
);
CREATE INDEX approach_employer ON approach (employer_id, proposed_at DESC);

-- the vacancies of an employer: a fingerprint begins with what the employer is known as
CREATE INDEX vacancy_employer ON vacancy (split_part(fingerprint, '|', 1));

-- an office and an employer: contacts, planned visits, and of a joint approach each office that goes
CREATE VIEW reach AS
SELECT employer_id, contact_id AS id, commune, means, at, result, next_on FROM contact
UNION ALL
SELECT employer_id, approach_id, party.commune, 'visit', at, result, next_on
FROM approach
CROSS JOIN LATERAL (
    SELECT approach.commune UNION ALL SELECT key FROM jsonb_each_text(answers) WHERE value = 'true') AS party (commune)
WHERE at IS NOT NULL;

-- what is read from outside: the last contact that took place, the day it asked for the next one, the next visit
CREATE VIEW employer_seen AS
SELECT e.employer_id, e.name, e.known_as, held.contacts, held.communes, last.last_at, last.last_commune,
       last.last_means, last.last_result, last.next_on, coming.visit_at, coming.visit_commune
FROM employer e
CROSS JOIN LATERAL (
    SELECT count(*) AS contacts, coalesce(array_agg(DISTINCT commune), '{}') AS communes
    FROM reach r WHERE r.employer_id = e.employer_id AND r.result <> 'not_held') AS held
LEFT JOIN LATERAL (
    SELECT at AS last_at, commune AS last_commune, means AS last_means, result AS last_result, next_on
    FROM reach r WHERE r.employer_id = e.employer_id AND r.result <> 'not_held'
    ORDER BY at DESC, id, commune LIMIT 1) AS last ON true
LEFT JOIN LATERAL (
    SELECT at AS visit_at, commune AS visit_commune
    FROM reach r WHERE r.employer_id = e.employer_id AND r.result IS NULL
    ORDER BY at, id, commune LIMIT 1) AS coming ON true;

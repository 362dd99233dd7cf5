"""The statements that write, one a table; and the lock on names that two replicas must not create at once."""

SAVE_MEMBERS = """
INSERT INTO member (commune, name, at_table, windows, minutes, population, contact)
SELECT commune, name, at_table, windows::jsonb, minutes::jsonb, population, contact::jsonb
FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::int[], $7::text[])
     AS m (commune, name, at_table, windows, minutes, population, contact)
ON CONFLICT (commune) DO UPDATE
SET name = excluded.name, at_table = excluded.at_table, windows = excluded.windows, minutes = excluded.minutes,
    population = excluded.population, contact = excluded.contact
"""

SAVE_VACANCIES = """
INSERT INTO vacancy (vacancy_id, commune, profile, urgency, seats, taken, placed, posted_at, local_until,
                     valid_through, stage, tier, fence, asked, call, reason, why_closed, due_at, folio, revision,
                     revised_at, fingerprint, twin_of, external_ref)
SELECT vacancy_id, commune, profile::jsonb, urgency, seats, taken, placed, posted_at, local_until,
       valid_through, stage, tier, fence, string_to_array(asked, ' '), call::jsonb, reason, why_closed, due_at, folio,
       revision, revised_at, fingerprint, twin_of, external_ref
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::timestamptz[],
            $9::timestamptz[], $10::timestamptz[], $11::text[], $12::int[], $13::int[], $14::text[], $15::text[],
            $16::text[], $17::text[], $18::timestamptz[], $19::text[], $20::int[], $21::timestamptz[], $22::text[],
            $23::text[], $24::text[])
     AS v (vacancy_id, commune, profile, urgency, seats, taken, placed, posted_at, local_until, valid_through,
           stage, tier, fence, asked, call, reason, why_closed, due_at, folio, revision, revised_at, fingerprint,
           twin_of, external_ref)
ON CONFLICT (vacancy_id) DO UPDATE
SET profile = excluded.profile, urgency = excluded.urgency, seats = excluded.seats, taken = excluded.taken,
    placed = excluded.placed, valid_through = excluded.valid_through, stage = excluded.stage, tier = excluded.tier,
    fence = excluded.fence, asked = excluded.asked, call = excluded.call, reason = excluded.reason,
    why_closed = excluded.why_closed, due_at = excluded.due_at, local_until = excluded.local_until,
    revision = excluded.revision, revised_at = excluded.revised_at, fingerprint = excluded.fingerprint,
    twin_of = excluded.twin_of
"""

DELETE_WAITING = """
DELETE FROM waiting USING unnest($1::text[], $2::text[]) AS gone (vacancy_id, candidate_ref)
WHERE waiting.vacancy_id = gone.vacancy_id AND waiting.candidate_ref = gone.candidate_ref
"""

SAVE_WAITING = """
INSERT INTO waiting (vacancy_id, candidate_ref, commune, offer_id, tier, score, minutes)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[])
"""

CHANGE_LEASES = """
UPDATE lease SET state = c.state, ended_at = c.ended_at, why = c.why, expires_at = c.expires_at,
                 extended = c.extended, referred_at = c.referred_at
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::int[], $7::timestamptz[])
     AS c (lease_id, state, ended_at, why, expires_at, extended, referred_at)
WHERE lease.lease_id = c.lease_id
"""

SAVE_LEASES = """
INSERT INTO lease (lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
                   ended_at, why, because, extended, referred_at)
SELECT lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
       ended_at, why, string_to_array(because, ';'), extended, referred_at
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::int[],
            $15::timestamptz[])
     AS l (lease_id, vacancy_id, seat, fence, candidate_ref, commune, offer_id, state, leased_at, expires_at,
           ended_at, why, because, extended, referred_at)
"""

SAVE_FOLIO_SERIES = """
UPDATE numbering SET year = n.year, last = n.last
FROM unnest($1::text[], $2::int[], $3::int[]) AS n (commune, year, last) WHERE numbering.commune = n.commune
"""

SAVE_HOLDERS = """
INSERT INTO holder (vacancy_id, commune, revision, at)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
ON CONFLICT (vacancy_id, commune) DO UPDATE SET revision = excluded.revision, at = excluded.at
WHERE excluded.revision > holder.revision
"""

SAVE_REVISIONS = """
INSERT INTO revised (vacancy_id, revision, at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[]) ON CONFLICT DO NOTHING
"""

SAVE_ANSWERS = """
INSERT INTO answer (vacancy_id, commune, tier, how, at, called_at, candidates, reasons)
SELECT vacancy_id, commune, tier, how, at, called_at, candidates, string_to_array(reasons, ';')
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::text[])
     AS a (vacancy_id, commune, tier, how, at, called_at, candidates, reasons)
ON CONFLICT DO NOTHING
"""

SAVE_PLACEMENTS = """
INSERT INTO placement (placement_id, vacancy_id, lease_id, commune, finder, candidate_ref, state, declared_at, credit,
                       history, ended_on)
SELECT placement_id, vacancy_id, lease_id, commune, finder, candidate_ref, state, declared_at, credit::jsonb,
       history::jsonb, ended_on
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
            $9::text[], $10::text[], $11::date[])
     AS p (placement_id, vacancy_id, lease_id, commune, finder, candidate_ref, state, declared_at, credit, history,
           ended_on)
ON CONFLICT (placement_id) DO UPDATE
SET state = excluded.state, credit = excluded.credit, history = excluded.history, ended_on = excluded.ended_on
"""

ADD_EXCHANGES = """
INSERT INTO exchange (home, finder, day, seats)
SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::int[]) AS e (home, finder, day, seats)
ORDER BY home, finder, day
ON CONFLICT (home, finder, day) DO UPDATE SET seats = exchange.seats + excluded.seats
"""

# in the order of the offices, so that two replicas that add to the same ones wait for each other and do not deadlock
ADD_OPEN_CALLS = """
INSERT INTO open_calls (office, calls)
SELECT * FROM unnest($1::text[], $2::int[]) AS c (office, calls) ORDER BY office
ON CONFLICT (office) DO UPDATE SET calls = open_calls.calls + excluded.calls
"""

SAVE_HEARTBEAT = "UPDATE pulse SET said_at = $1, heard_at = $2, due_at = coalesce($3, due_at)"

SAVE_OUTAGE = "INSERT INTO outage (began, ended) VALUES ($1, $2) ON CONFLICT DO NOTHING"

SAVE_MET = """
INSERT INTO met_at_fair (vacancy_id, candidate_ref, fair_id, host)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
"""

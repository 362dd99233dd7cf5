"""The SQL that finds the best candidates of a commune for a vacancy, or witnesses that nobody fits."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from services.matching.model import score
from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import Shortlist
from services.matching.store.needs import Need
from shared.postgres.columns import columns, row_of

WITNESSES = 200
"""If nobody fits, so many seekers of the commune are read, the oldest registrations first, to give the reasons."""

_COLUMNS = (
    "vacancy_id",
    "commune",
    "code",
    "least_digits",
    "education_rank",
    "least_education",
    "experience_years",
    "least_experience",
    "licences",
    "shifts",
    "contract",
    "pay",
    "minutes",
    "available",
    "at",
    "most",
)
_ROW = row_of(*_COLUMNS)
_POINTS = (
    list(score.NEAR),
    score.OCCUPATION,
    score.EDUCATION,
    score.EXPERIENCE // 2,
    score.FULL_EXPERIENCE,
    score.WAITING,
    score.FULL_WAIT,
)


async def shortlists(tx: Any, needs: Sequence[Need]) -> list[Shortlist]:
    """For each need the best candidates of its commune by score; if nobody fits, witnesses."""
    if not needs:
        return []
    found = await _best(tx, needs)
    lists = [
        Shortlist(need.vacancy_id, need.commune, refs, len(refs) >= need.most)
        for need, refs in zip(needs, await _past_officers(tx, needs, found), strict=True)
    ]
    empty = sorted({one.commune for one in lists if not one.refs})
    witnesses = await _witnesses(tx, empty) if empty else {}
    return [
        one if one.refs else Shortlist(one.vacancy_id, one.commune, witnesses.get(one.commune, ()), fit=False)
        for one in lists
    ]


def with_those_who_may_become_free(lists: Iterable[Shortlist], locked: Iterable[Seeker]) -> list[Shortlist]:
    """The lists with the seekers of their communes who are taken now, and whom a message of this batch may free.

    The search finds who is free before the batch; whether somebody is free when the call is decided, the decision sees.
    """
    taken: dict[str, list[str]] = {}
    for seeker in locked:
        if seeker.state is not SeekerState.FREE:
            taken.setdefault(seeker.commune, []).append(seeker.candidate_ref)
    return [
        replace(one, refs=tuple(dict.fromkeys((*one.refs, *taken[one.commune])))) if one.commune in taken else one
        for one in lists
    ]


async def _best(tx: Any, needs: Sequence[Need]) -> list[tuple[str, ...]]:
    rows = await tx.fetch(_BEST, *columns([_ROW(need) for need in needs]), *_POINTS)
    refs: dict[int, list[str]] = {}
    for row in rows:
        refs.setdefault(row["n"], []).append(row["candidate_ref"])
    return [tuple(refs.get(n, ())) for n in range(1, len(needs) + 1)]


async def _past_officers(tx: Any, needs: Sequence[Need], found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Ask again with a larger limit, so that candidates whom an officer must confirm do not displace others."""
    lists, most = list(found), [need.most for need in needs]
    while True:
        paid = await _paid(tx, [ref for need, refs in zip(needs, lists, strict=True) if need.officers for ref in refs])
        # as many more as there are beneficiaries; the longer list may hold further ones, hence the loop
        longer = [need.most + len(paid.intersection(refs)) for need, refs in zip(needs, lists, strict=True)]
        short = [n for n, refs in enumerate(lists) if most[n] <= len(refs) < longer[n]]
        if not short:
            return lists
        for n in short:
            most[n] = longer[n]
        for n, refs in zip(short, await _best(tx, [replace(needs[n], most=most[n]) for n in short]), strict=True):
            lists[n] = refs


async def _paid(tx: Any, refs: Sequence[str]) -> set[str]:
    """Those of these seekers who are beneficiaries of the seguro de cesantía."""
    if not refs:
        return set()
    query = "SELECT candidate_ref FROM insurance WHERE beneficiary AND candidate_ref = ANY($1::text[])"
    return {row["candidate_ref"] for row in await tx.fetch(query, refs)}


async def _witnesses(tx: Any, communes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    rows = await tx.fetch(_WITNESSES, communes, WITNESSES)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["commune"], []).append(row["candidate_ref"])
    return {commune: tuple(refs) for commune, refs in found.items()}


# The conditions are those of score.excluded, the order is that of score.in_order. The points of the way are left out,
# because they are equal for all seekers of one commune. Ties with the last row are included (WITH TIES), because only
# the model computes the keyed hash that breaks them. tests/real/services/test_matching_store.py holds both together.
_BEST = """
SELECT need.n, best.candidate_ref
FROM (
    SELECT vacancy_id, commune, code, least_digits, education_rank, least_education, experience_years,
           least_experience, contract, pay, minutes, available, at, most, n,
           left(code, 1) AS p1, nullif(left(code, 2), left(code, 1)) AS p2,
           nullif(left(code, 3), left(code, 2)) AS p3, nullif(left(code, 4), left(code, 3)) AS p4,
           string_to_array(licences, ' ') AS licence_list, string_to_array(shifts, ' ') AS shift_list
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[],
                $10::text[], $11::text[], $12::int[], $13::int[], $14::date[], $15::timestamptz[], $16::int[])
         WITH ORDINALITY
         AS need (vacancy_id, commune, code, least_digits, education_rank, least_education, experience_years,
                  least_experience, licences, shifts, contract, pay, minutes, available, at, most, n)
) AS need
CROSS JOIN LATERAL (
    SELECT s.candidate_ref
    FROM seeker AS s
    CROSS JOIN LATERAL (
        SELECT (need.p1 = ANY (s.codes))::int + coalesce((need.p2 = ANY (s.codes))::int, 0)
               + coalesce((need.p3 = ANY (s.codes))::int, 0) + coalesce((need.p4 = ANY (s.codes))::int, 0) AS digits
    ) AS near
    CROSS JOIN LATERAL (
        SELECT coalesce(s.waiting_since, s.registered_at) AS since,
               greatest(0, floor(extract(epoch FROM need.at - coalesce(s.waiting_since, s.registered_at)) / 86400)::int)
               AS days
    ) AS waited
    WHERE codes_in(s.commune, s.codes) @> ARRAY[need.commune || ' ' || left(need.code, need.least_digits)]
      AND s.state = 'free' AND s.occupations IS NOT NULL
      AND near.digits >= need.least_digits
      AND s.licences @> need.licence_list
      AND s.education_rank >= need.least_education
      AND s.experience_years >= need.least_experience
      AND NOT s.cannot && need.shift_list
      AND (need.contract = '' OR s.contracts = '{}' OR need.contract = ANY (s.contracts))
      AND (need.pay IS NULL OR s.pay_floor <= need.pay)
      AND (need.minutes IS NULL OR s.max_minutes >= need.minutes)
      AND (s.available_from IS NULL OR s.available_from <= need.available)
      AND NOT need.vacancy_id = ANY (s.not_again)
      AND NOT EXISTS (
          SELECT FROM standing WHERE candidate_ref = s.candidate_ref AND vacancy_id = need.vacancy_id
      )
    ORDER BY CASE WHEN near.digits = length(need.code) THEN $18::int ELSE ($17::int[])[near.digits + 1] END
             + CASE WHEN s.education_rank >= need.education_rank THEN $19::int ELSE $19::int / 3 END
             + CASE WHEN s.experience_years >= need.experience_years THEN $20::int
                    ELSE $20::int * s.experience_years / need.experience_years END
             + $20::int * least(s.experience_years, $21::int) / $21::int
             + $22::int * least(waited.days, $23::int) / $23::int DESC,
             waited.since
    FETCH FIRST (need.most) ROWS WITH TIES
) AS best
"""

_WITNESSES = """
SELECT witness.commune, witness.candidate_ref
FROM unnest($1::text[]) AS asked (commune)
CROSS JOIN LATERAL (
    SELECT commune, candidate_ref FROM seeker
    WHERE commune = asked.commune AND state IN ('free', 'leased') AND occupations IS NOT NULL
    ORDER BY registered_at, candidate_ref
    LIMIT $2
) AS witness
"""

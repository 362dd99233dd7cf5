"""The SQL of proposals, loaded for the vacancies of a batch, and saved."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import TypeAdapter

from services.matching.model.proposals import Proposal, ProposalState
from shared.contracts.matching import Candidate
from shared.postgres.columns import write_rows

_CANDIDATES = TypeAdapter(tuple[Candidate, ...])


_COLUMNS = "proposal_id, vacancy_id, commune, tier, candidates, complete, proposed_at, answer_by, state, officer"


async def vacancies_of(tx: Any, ids: Iterable[str], people: Iterable[str]) -> set[str]:
    """The vacancies of these proposals, and of open proposals with these seekers.

    Nothing is locked, because the vacancy of a proposal never changes.
    """
    found = await tx.fetch(
        """
        SELECT vacancy_id FROM proposal WHERE proposal_id = ANY($1::text[])
        UNION
        SELECT vacancy_id FROM unnest($2::text[]) AS one (ref) JOIN proposal
          ON state = 'open' AND candidates @> jsonb_build_array(jsonb_build_object('candidate_ref', ref))
        """,
        sorted(ids),
        sorted(people),
    )
    return {row["vacancy_id"] for row in found}


async def lock(tx: Any, ids: Iterable[str], vacancies: Iterable[str], communes: Iterable[str]) -> list[Proposal]:
    """Lock and load these proposals, and the open ones of these vacancies and communes.

    Their vacancies are locked already: every batch locks a vacancy before its proposals.
    """
    found = await tx.fetch(
        f"""
        SELECT {_COLUMNS} FROM proposal
        WHERE proposal_id = ANY($1::text[])
           OR (state = 'open' AND (vacancy_id = ANY($2::text[]) OR commune = ANY($3::text[])))
        ORDER BY proposal_id FOR UPDATE
        """,
        sorted(ids),
        sorted(vacancies),
        sorted(communes),
    )
    return [_proposal(row) for row in found]


async def save(tx: Any, changes: Sequence[tuple[Proposal | None, Proposal]]) -> None:
    """Save the changed proposals: closed ones first, because a commune has at most one open for a vacancy."""
    changed = sorted((after for _, after in changes), key=lambda one: one.open)
    for opening in (False, True):
        await write_rows(tx, _SAVE, [_row(one) for one in changed if one.open is opening])


def candidates_of(text: str) -> tuple[Candidate, ...]:
    return _CANDIDATES.validate_json(text)


def _proposal(row: Any) -> Proposal:
    return Proposal(**{**row, "candidates": candidates_of(row["candidates"]), "state": ProposalState(row["state"])})


def _row(one: Proposal) -> tuple[Any, ...]:
    candidates = _CANDIDATES.dump_json(one.candidates, exclude_none=True).decode()
    call = (one.proposal_id, one.vacancy_id, one.commune, one.tier)
    return (*call, candidates, one.complete, one.proposed_at, one.answer_by, one.state, one.officer)


_SAVE = """
INSERT INTO proposal (proposal_id, vacancy_id, commune, tier, candidates, complete, proposed_at, answer_by, state,
                      officer)
SELECT proposal_id, vacancy_id, commune, tier, candidates::jsonb, complete, proposed_at, answer_by, state, officer
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::boolean[], $7::timestamptz[],
            $8::timestamptz[], $9::text[], $10::text[])
     AS p (proposal_id, vacancy_id, commune, tier, candidates, complete, proposed_at, answer_by, state, officer)
ON CONFLICT (proposal_id) DO UPDATE
SET candidates = excluded.candidates, complete = excluded.complete, state = excluded.state, officer = excluded.officer
"""

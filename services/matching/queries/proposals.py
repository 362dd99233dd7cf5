"""Reads of proposals for officers: the candidates, the warnings, and each candidate's card."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict

from services.matching.model.policy import MatchingPolicy
from services.matching.model.proposals import ProposalState
from services.matching.queries import cards, seekers
from services.matching.queries.card_views import CardShown
from services.matching.queries.insurance import ProposalWarning, warnings_of
from services.matching.store.proposals import candidates_of
from shared.contracts.matching import Candidate
from shared.postgres.reader import Reader
from shared.views import View


class ProposedCandidate(Candidate):
    """A candidate with their present state; None if the seeker is not known any more."""

    model_config = ConfigDict(extra="ignore")

    state: str | None
    """Where the person is now; null: they are not known any more."""


class ProposedCandidateWithCard(ProposedCandidate):
    card: CardShown | None
    """Their present card; null: their profile is not kept here."""


class ProposalHead(View):
    """A proposal: the vacancy, the officer's deadline, and the outcome."""

    warnings: list[ProposalWarning]
    """What to talk about with a person before they are offered."""
    proposal_id: str
    """The id of the proposal."""
    vacancy_id: str
    """The id of the vacancy."""
    title: str | None
    """The title of the vacancy, as the employer wrote it."""
    vacancy_commune: str
    """CUT code of the vacancy's home commune."""
    open_seats: int
    """Seats that are neither placed nor held."""
    commune: str
    """CUT code of the commune whose people are proposed."""
    tier: int
    """The ring of the call: 0 is the home commune, 1 the nearest neighbours."""
    complete: bool
    """Whether there is nobody more for now."""
    proposed_at: datetime
    """When it was made."""
    answer_by: datetime
    """When the officer's time ends."""
    state: str
    """`open`, `confirmed`, `declined` or `lapsed`."""
    officer: str | None
    """Who answered, as the office calls them; null: nobody, or nobody was named."""


class ProposalView(ProposalHead):
    """`candidates`: best first."""

    candidates: list[ProposedCandidate]
    """Best first."""


class ProposalWithCards(ProposalHead):
    """`candidates`: best first, each with their present card."""

    candidates: list[ProposedCandidateWithCard]
    """Best first, each with their present card."""


async def listed(
    read: Reader, *, commune: str, state: ProposalState, far: int, limit: int, after: str | None
) -> list[ProposalView]:
    """The proposals of a commune, those whose time ends first. `far`: see `insurance.warnings`."""
    found = await read.rows(_PROPOSALS, None, commune, state, limit, after)
    return [ProposalView(**await _shown(read, row, far)) for row in found]


async def exists(read: Reader, proposal_id: str) -> bool:
    return await read.exists("SELECT 1 FROM proposal WHERE proposal_id = $1", proposal_id)


async def one(
    read: Reader, commune: str, proposal_id: str, *, far: int, now: datetime, policy: MatchingPolicy
) -> ProposalWithCards | None:
    """A proposal of a commune, with the card of each candidate."""
    found = await read.row(_PROPOSALS, proposal_id, commune, None, 1, None)
    if found is None:
        return None
    shown = await _shown(read, found, far)
    refs = [person["candidate_ref"] for person in shown["candidates"]]
    made = await cards.of_people(read, shown["vacancy_id"], shown["commune"], refs, now, policy)
    people = [{**person, "card": made.get(person["candidate_ref"])} for person in shown["candidates"]]
    return ProposalWithCards(**{**shown, "candidates": people})


async def _shown(read: Reader, row: dict[str, Any], far: int) -> dict[str, Any]:
    """A proposal as an officer reads it: warnings first, then each candidate's points, way and state now."""
    candidates = candidates_of(row.pop("candidates"))
    refs = [each.candidate_ref for each in candidates]
    abroad = row["vacancy_commune"] != row["commune"]
    warned = await warnings_of(read, row["commune"], refs, candidates[0].minutes, far) if abroad else []
    states = await seekers.states(read, refs)
    people = [{**each.model_dump(), "state": states.get(each.candidate_ref)} for each in candidates]
    return {"warnings": warned, **row, "candidates": people}


_PROPOSALS = """
SELECT p.proposal_id, p.vacancy_id, v.profile->>'title' AS title, v.commune AS vacancy_commune, v.open_seats, p.commune,
       p.tier, p.candidates, p.complete, p.proposed_at, p.answer_by, p.state, p.officer
FROM proposal AS p JOIN vacancy AS v USING (vacancy_id)
WHERE ($1::text IS NULL OR p.proposal_id = $1) AND p.commune = $2
  AND ($3::text IS NULL OR p.state = $3)
  AND ($5::text IS NULL OR (p.answer_by, p.proposal_id) > (
       SELECT answer_by, proposal_id FROM proposal WHERE proposal_id = $5))
ORDER BY p.answer_by, p.proposal_id LIMIT $4
"""

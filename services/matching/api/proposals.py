"""HTTP of proposals: what an officer of a commune with confirmed offers sees, and answers."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.matching.api import bodies
from services.matching.api.cards import cards_of
from services.matching.api.insurance import warnings_of
from services.matching.model.proposals import ProposalState
from services.matching.store.proposals import candidates_of
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(tags=["proposals"])


@router.get("/proposals", summary="Propuestas de una comuna que esperan la respuesta de un funcionario")
async def several(
    request: Request,
    response: Response,
    commune: Cut,
    state: ProposalState = ProposalState.OPEN,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    """Those whose time is over sooner come first."""
    await http.known_cursor(request, after, "SELECT 1 FROM proposal WHERE proposal_id = $1")
    found = await http.rows(request, _PROPOSALS, None, commune, state, limit, after)
    http.point_to_next(request, response, [row["proposal_id"] for row in found], limit)
    return [await _shown(request, row) for row in found]


@router.get("/proposals/{proposal_id}", summary="Una propuesta con la ficha de cada persona")
async def one(request: Request, proposal_id: Ref) -> dict[str, Any]:
    """Each candidate with the card as it is now: what passes, the points, what the way costs."""
    found = await http.rows(request, _PROPOSALS, proposal_id, None, None, 1, None)
    if not found:
        raise http.not_found(f"la propuesta {proposal_id}")
    told = await _shown(request, found[0])
    refs = [person["candidate_ref"] for person in told["candidates"]]
    cards = await cards_of(request, told["vacancy_id"], told["commune"], refs)
    people = [{**person, "card": cards.get(person["candidate_ref"])} for person in told["candidates"]]
    return {**told, "candidates": people}


@router.post("/proposals/{proposal_id}/confirm", status_code=201, summary="Ofrecer a las personas que se mantienen")
async def confirm(
    request: Request, proposal_id: Ref, body: bodies.ConfirmProposalBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ProposalConfirm(proposal_id=proposal_id, **body.model_dump()), key)


@router.post("/proposals/{proposal_id}/decline", summary="No ofrecer a nadie, y por qué")
async def decline(
    request: Request, proposal_id: Ref, body: bodies.DeclineProposalBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.ProposalDecline(proposal_id=proposal_id, **body.model_dump()), key)


async def _shown(request: Request, row: dict[str, Any]) -> dict[str, Any]:
    """A proposal as an officer reads it: warnings first, then each candidate's points, way and state now."""
    candidates = candidates_of(row.pop("candidates"))
    refs = [each.candidate_ref for each in candidates]
    abroad = row["vacancy_commune"] != row["commune"]
    warned = await warnings_of(request, row["commune"], refs, candidates[0].minutes) if abroad else []
    states = {each["candidate_ref"]: each["state"] for each in await http.rows(request, _STATES, refs)}
    people = [{**each.model_dump(), "state": states.get(each.candidate_ref)} for each in candidates]
    return {"warnings": warned, **row, "candidates": people}


_STATES = "SELECT candidate_ref, state FROM seeker WHERE candidate_ref = ANY($1::text[])"

_PROPOSALS = """
SELECT p.proposal_id, p.vacancy_id, v.profile->>'title' AS title, v.commune AS vacancy_commune, v.open_seats, p.commune,
       p.tier, p.candidates, p.complete, p.proposed_at, p.answer_by, p.state, p.officer
FROM proposal AS p JOIN vacancy AS v USING (vacancy_id)
WHERE ($1::text IS NULL OR p.proposal_id = $1) AND ($2::text IS NULL OR p.commune = $2)
  AND ($3::text IS NULL OR p.state = $3)
  AND ($5::text IS NULL OR (p.answer_by, p.proposal_id) > (
       SELECT answer_by, proposal_id FROM proposal WHERE proposal_id = $5))
ORDER BY p.answer_by, p.proposal_id LIMIT $4
"""

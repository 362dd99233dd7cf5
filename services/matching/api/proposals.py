"""HTTP of proposals: what the officers of communes with confirmed offers read and answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.matching.api import bodies
from services.matching.api.named import ProposalId
from services.matching.model.proposals import ProposalState
from services.matching.queries import proposals
from services.matching.settings import settings_of
from shared import http
from shared.contracts import intake

router = APIRouter(tags=["proposals"])


@router.get("/proposals", summary="Propuestas de una comuna que esperan la respuesta de un funcionario")
async def several(
    request: Request,
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    state: Annotated[ProposalState, Query(description="Solo las que están así")] = ProposalState.OPEN,
) -> list[proposals.ProposalView]:
    """The earliest deadline comes first."""
    await paging.require_known(proposals.exists, read)
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    found = await proposals.listed(read, commune=commune, state=state, far=far, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda proposal: proposal.proposal_id)


@router.get("/proposals/{proposal_id}", summary="Una propuesta con la ficha de cada persona")
async def one(
    request: Request, read: http.Read, commune: http.ActingCommune, proposal_id: ProposalId
) -> proposals.ProposalWithCards:
    """Each candidate with their present card: the limits met, the points, the cost of the way."""
    runtime = http.runtime_of(request)
    far = settings_of(runtime).insurance_far_minutes
    found = await proposals.one(read, commune, proposal_id, far=far, now=runtime.now(), policy=runtime.policy)
    if found is None:
        raise http.not_found(f"la propuesta {proposal_id}")
    return found


@router.post("/proposals/{proposal_id}/confirm", status_code=201, summary="Ofrecer a las personas que se mantienen")
async def confirm(
    request: Request,
    proposal_id: ProposalId,
    body: http.InJson[bodies.ConfirmProposalBody],
    how: http.Tried,
) -> dict[str, str]:
    return await http.submit(request, intake.ProposalConfirm(proposal_id=proposal_id, **body.model_dump()), how)


@router.post("/proposals/{proposal_id}/decline", summary="No ofrecer a nadie, y por qué", responses=http.HELD)
async def decline(
    request: Request,
    proposal_id: ProposalId,
    body: http.InJson[bodies.DeclineProposalBody],
    how: http.Tried,
) -> dict[str, str]:
    return await http.submit(request, intake.ProposalDecline(proposal_id=proposal_id, **body.model_dump()), how)

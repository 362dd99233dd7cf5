"""HTTP of dates that offices agree on: propose, vote, take back, read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.agenda import Harvest
from services.events.api import bodies
from services.events.queries import dates
from services.events.queries import search as found
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(prefix="/dates", tags=["dates"])
ProposalId = Annotated[Ref, Path(description="El id de la propuesta de fecha")]


@router.post("", status_code=201, summary="Proponer fechas a otras oficinas")
async def propose(
    command: http.InJson[intake.DatePropose], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, command, key)
    response.headers["Location"] = f"/v1/dates/{result['proposal_id']}"
    return result


@router.post("/search", summary="Buscar fechas: las mejores, con sus razones, o qué habría que ceder")
async def search(read: http.Read, request: Request, body: http.InJson[bodies.SearchBody]) -> found.DateSearch:
    http.require_commune(request, body.commune, "dates_search")
    await http.require_bearable(request, body)
    asked = body.model_dump(exclude={"best", "harvests"})
    harvests = tuple(Harvest(each.commune, each.since, each.until) for each in body.harvests)
    wanted = found.Search(**asked, harvests=harvests, now=http.runtime_of(request).now())
    books = await found.books_of(read, wanted.since, wanted.until)
    if faults := [*found.unknown_in(wanted, books)]:
        raise http.Problem(422, "rejected", faults)
    return await found.search(wanted, books, body.best)


@router.get("", summary="Propuestas de fecha, la que vence primero arriba")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="Que la propuso o está invitada")] = None,
    open_: Annotated[bool, Query(alias="open", description="Solo las que esperan respuesta")] = False,
) -> list[dates.DateView]:
    await paging.require_known(dates.exists, read)
    waiting = await dates.several(read, commune=commune, open_only=open_, limit=paging.limit, after=paging.after)
    return paging.linked(waiting, lambda proposal: proposal.proposal_id)


@router.get("/{proposal_id}", summary="Una propuesta de fecha con las respuestas de cada oficina")
async def one(read: http.Read, proposal_id: ProposalId) -> dates.DateView:
    known = await dates.one(read, proposal_id)
    if known is None:
        raise http.not_found(f"la propuesta de fecha {proposal_id}")
    return known


@router.post("/{proposal_id}/vote", summary="Responder qué fechas le sirven a la oficina")
async def vote(
    request: Request, proposal_id: ProposalId, body: http.InJson[bodies.VoteBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.DateVote(proposal_id=proposal_id, **body.model_dump()), key)


@router.post("/{proposal_id}/withdraw", summary="Retirar una propuesta de fecha")
async def withdraw(
    request: Request, proposal_id: ProposalId, body: http.InJson[bodies.WhyBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.DateWithdraw(proposal_id=proposal_id, **body.model_dump()), key)

"""HTTP of what is held: what an office may still take back, and to take it back."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from shared.contracts.envelope import Ref
from shared.contracts.intake import AboutHeld
from shared.http.doorkeeper import OwnCommune
from shared.http.in_json import InJson
from shared.http.pages import Paged
from shared.http.requests import Body, Read, Tried, submit
from shared.postgres import held_requests
from shared.postgres.held_requests import HeldView

HeldId = Annotated[Ref, Path(description="El id de lo que está en espera, como lo dio su respuesta")]


def held_router(take_back: type[AboutHeld]) -> APIRouter:
    """The routes of a service whose held requests are taken back by this request."""
    router = APIRouter(tags=["held"])

    @router.get("/held", summary="Lo que la oficina pidió, está en espera y se puede deshacer")
    async def several(read: Read, paging: Paged, commune: OwnCommune) -> list[HeldView]:
        """First what is decided first."""
        await paging.require_known(held_requests.exists, read)
        found = await held_requests.waiting(read, commune=commune, limit=paging.limit, after=paging.after)
        return paging.linked(found, lambda one: one.held_id)

    @router.post("/held/{held_id}/take-back", summary="Deshacer lo que está en espera")
    async def undo(request: Request, held_id: HeldId, body: InJson[Body], how: Tried) -> dict[str, str]:
        """409 once its time has come: it was decided then."""
        return await submit(request, take_back(commune=body.commune, held_id=held_id), how)

    return router

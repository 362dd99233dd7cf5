"""One seat: release it, hold it longer, refer its candidate, declare the placement, undo it. And several at once."""

from fastapi import APIRouter, Request
from pydantic_core import from_json

from services.vacancies.api import bodies
from services.vacancies.api.named import LeaseId, VacancyId
from shared import http
from shared.contracts import intake
from shared.messaging.held import HELD_UNTIL

several_router = APIRouter(prefix="/vacancies/{vacancy_id}/leases", tags=["seats"])
router = APIRouter(prefix="/vacancies/{vacancy_id}/leases/{lease_id}", tags=["seats"])


@several_router.post("/settle", summary="Decir de una vez qué pasó con varios cupos", responses=http.HELD)
async def settle(
    request: Request, vacancy_id: VacancyId, body: http.InJson[bodies.SettleBody], how: http.Tried
) -> bodies.SettledView | dict[str, str]:
    """Each lease is decided as if it were asked alone. If nothing can be done it is refused with every fault."""
    # what was not sent must stay unsent: with `why: null` it would be another request
    asked = intake.SeatsSettle(vacancy_id=vacancy_id, **{name: getattr(body, name) for name in body.model_fields_set})
    made = await http.submit(request, asked, how)
    return made if HELD_UNTIL in made else bodies.SettledView.model_validate({"leases": from_json(made["leases"])})


@router.post("/release", summary="Liberar un cupo reservado", responses=http.HELD)
async def release(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.ReleaseSeatBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.SeatRelease(**_lease(vacancy_id, lease_id, body), why=body.why, not_before=body.not_before)
    return await http.submit(request, asked, how)


@router.post("/extend", summary="Extender la reserva de un cupo")
async def extend(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.ExtendSeatBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.SeatExtend(**_lease(vacancy_id, lease_id, body), hours=body.hours)
    return await http.submit(request, asked, how)


@router.post("/refer", summary="Derivar a la persona a la empresa")
async def refer(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.LeaseBody],
    how: http.Tried,
) -> dict[str, str]:
    return await http.submit(request, intake.CandidateRefer(**_lease(vacancy_id, lease_id, body)), how)


@router.post("/place", summary="Declarar la colocación de un cupo")
async def place(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.PlaceBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.PlacementDeclare(**_lease(vacancy_id, lease_id, body), host=body.host)
    return await http.submit(request, asked, how)


@router.post("/undo-placement", summary="Deshacer una colocación que no se concretó")
async def undo(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.UndoPlacementBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.PlacementUndo(**_lease(vacancy_id, lease_id, body), why=body.why)
    return await http.submit(request, asked, how)


def _lease(vacancy_id: str, lease_id: str, body: http.InJson[bodies.LeaseBody]) -> dict[str, str | int]:
    return {"commune": body.commune, "vacancy_id": vacancy_id, "lease_id": lease_id, "fence": body.fence}

"""One seat: release it, hold it longer, refer its candidate, declare the placement, undo it."""

from fastapi import APIRouter, Request

from services.vacancies.api import bodies
from services.vacancies.api.named import LeaseId, VacancyId
from shared import http
from shared.contracts import intake

router = APIRouter(prefix="/vacancies/{vacancy_id}/leases/{lease_id}", tags=["seats"])


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

"""HTTP of the seguro de cesantía for the seeker's own office: notes, warnings, and refused jobs to export."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.matching import requests
from services.matching.api import bodies
from services.matching.api.named import CandidateRef
from services.matching.queries import insurance
from services.matching.settings import settings_of
from shared import http

router = APIRouter(tags=["insurance"])


@router.put("/seekers/{candidate_ref}/insurance", summary="Anotar si la persona cobra el seguro de cesantía")
async def note(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.NoteInsuranceBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, requests.InsuranceNote(candidate_ref=candidate_ref, **body.model_dump()), key)


@router.post("/seekers/{candidate_ref}/refusals", status_code=201, summary="La persona rechaza un trabajo, y por qué")
async def refuse(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.RecordRefusalBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    command = requests.RefusalRecord(candidate_ref=candidate_ref, far_minutes=far, **body.model_dump())
    return await http.submit(request, command, key)


@router.get("/insurance-causes", summary="Causas de rechazo, y la ley de la que vienen")
async def causes() -> insurance.Causes:
    return insurance.causes()


@router.get("/insurance-refusals", summary="Rechazos registrados, para que un funcionario los exporte si corresponde")
async def refusals(
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    since: Annotated[
        http.QueryInstant | None, Query(description="Desde este instante; si falta, desde siempre")
    ] = None,
) -> list[insurance.RefusalView]:
    await paging.require_known(insurance.refusal_exists, read)
    found = await insurance.refusals(read, commune=commune, since=since, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda refusal: refusal.refusal_id)


@router.get("/insurance-warnings", summary="Quienes cobran el seguro y están ofrecidos o sentados en otra comuna")
async def warnings(
    request: Request, read: http.Read, paging: http.Paged, commune: http.OwnCommune
) -> list[insurance.WarningView]:
    """One for each seeker and vacancy; the cursor of a page is `<seeker>/<vacancy>`."""
    far = settings_of(http.runtime_of(request)).insurance_far_minutes
    found = await insurance.warnings(read, commune=commune, far=far, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda warning: f"{warning.candidate_ref}/{warning.vacancy_id}")

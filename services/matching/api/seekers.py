"""HTTP of seekers: register, read by pseudonym, step back from a vacancy, deregister."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.matching import requests
from services.matching.api import bodies
from services.matching.api.identity import vault_of
from services.matching.api.named import CandidateRef
from services.matching.model.seeker import SeekerState
from services.matching.queries import seekers
from services.matching.vault import StatedIdentity
from shared import http

router = APIRouter(tags=["seekers"])


@router.post("/seekers", status_code=201, summary="Inscribir a una persona; su identidad queda cifrada y no sale")
async def register(
    request: Request, body: http.InJson[bodies.RegisterBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    stated = StatedIdentity(vault_of(http.runtime_of(request)), body.identity)
    ref = f"c-{secrets.token_hex(12)}"
    command = requests.SeekerRegister(commune=body.commune, candidate_ref=ref, can=body.profile, stated=stated)
    return await http.submit(request, command, key)


@router.get("/seekers", summary="Personas inscritas de una comuna: solo su perfil")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    state: Annotated[list[SeekerState] | None, Query(description="Solo las que están así; se puede repetir")] = None,
    occupation: Annotated[
        str | None, Query(pattern="^[0-9]{1,4}$", description="Código CIUO-08.CL o sus primeros dígitos")
    ] = None,
) -> list[seekers.SeekerView]:
    await paging.require_known(seekers.exists, read)
    found = await seekers.listed(
        read, commune=commune, states=state, occupation=occupation, limit=paging.limit, after=paging.after
    )
    return paging.linked(found, lambda seeker: seeker.candidate_ref)


@router.get(
    "/seekers/{candidate_ref}", summary="Una persona inscrita: su perfil (el ETag es su versión) y dónde está ofrecida"
)
async def one(
    response: Response, read: http.Read, commune: http.ActingCommune, candidate_ref: CandidateRef
) -> seekers.SeekerWithSeats:
    found = await seekers.one(read, commune, candidate_ref)
    if found is None:
        raise http.not_found(f"la persona {candidate_ref}")
    http.tag(response, found.version)
    return found


@router.post("/seekers/{candidate_ref}/step-back", summary="La persona desiste de una vacante")
async def step_back(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.StepBackBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    command = requests.SeekerStepBack(commune=body.commune, candidate_ref=candidate_ref, vacancy_id=body.vacancy_id)
    return await http.submit(request, command, key)


@router.post("/seekers/{candidate_ref}/deregister", summary="La persona deja de buscar; si lo pide, se borra quién es")
async def deregister(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.DeregisterBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    command = requests.SeekerDeregister(commune=body.commune, candidate_ref=candidate_ref, erase=body.erase)
    return await http.submit(request, command, key)

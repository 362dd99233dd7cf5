"""HTTP of matching: seekers by pseudonym, explained candidates, the answers of communes with systems of their own."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.matching.api import bodies
from services.matching.api.identity import vault_of
from services.matching.commands import requests
from services.matching.model.seeker import SeekerState
from services.matching.store import rows
from services.matching.vault import StatedIdentity
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref
from shared.occupations import NAMES
from shared.occupations.schemes import CIUO

router = APIRouter(tags=["matching"])
_PROFILE = """
    candidate_ref, commune, occupations, education, experience_years, licences, cannot, pay_floor, max_minutes,
    contracts, available_from, training, transport, registered_at, coalesce(waiting_since, registered_at)
    AS waiting_since, valid_until, pause, state, version
"""


@router.post("/seekers", status_code=201, summary="Inscribir a una persona; su identidad queda cifrada y no sale")
async def register(request: Request, body: bodies.RegisterBody, key: http.IdempotencyKey = None) -> dict[str, str]:
    told = StatedIdentity(vault_of(http.runtime_of(request)), body.identity)
    ref = f"c-{secrets.token_hex(12)}"
    asked = requests.SeekerRegister(commune=body.commune, candidate_ref=ref, can=body.profile, told=told)
    return await http.submit(request, asked, key)


@router.get("/seekers", summary="Personas inscritas de una comuna: solo su perfil")
async def several(
    request: Request,
    response: Response,
    commune: Cut,
    state: Annotated[list[SeekerState] | None, Query()] = None,
    occupation: Annotated[
        str | None, Query(pattern="^[0-9]{1,4}$", description="Código CIUO-08.CL o sus primeros dígitos")
    ] = None,
    limit: http.Limit = 50,
    after: http.After = None,
) -> list[dict[str, Any]]:
    query = f"""
        SELECT {_PROFILE} FROM seeker
        WHERE commune = $1 AND ($2::text[] IS NULL OR state = ANY($2)) AND ($5::text IS NULL OR $5 = ANY (codes))
          AND ($4::text IS NULL OR candidate_ref > $4)
        ORDER BY candidate_ref LIMIT $3
        """  # noqa: S608 - the columns are ours
    await http.known_cursor(request, after, "SELECT 1 FROM seeker WHERE candidate_ref = $1")
    found = await http.rows(request, query, commune, state, limit, after, occupation)
    http.point_to_next(request, response, [row["candidate_ref"] for row in found], limit)
    return [_shown(row) for row in found]


@router.get(
    "/seekers/{candidate_ref}", summary="Una persona inscrita: su perfil (el ETag es su versión) y dónde está ofrecida"
)
async def one(request: Request, response: Response, candidate_ref: Ref) -> dict[str, Any]:
    query = f"SELECT {_PROFILE}, seats FROM seeker WHERE candidate_ref = $1"  # noqa: S608 - the columns are ours
    found = await http.rows(request, query, candidate_ref)
    if not found:
        raise http.not_found(f"la persona {candidate_ref}")
    stands = await http.rows(
        request,
        "SELECT vacancy_id, offer_id FROM standing WHERE candidate_ref = $1 ORDER BY vacancy_id",
        candidate_ref,
    )
    http.tag(response, found[0]["version"])
    return {**_shown(found[0]), "seats": rows.seats_of(found[0]["seats"]), "stands": stands}


@router.post("/seekers/{candidate_ref}/step-back", summary="La persona desiste de una vacante")
async def step_back(
    request: Request, candidate_ref: Ref, body: bodies.StepBackBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = requests.SeekerStepBack(commune=body.commune, candidate_ref=candidate_ref, vacancy_id=body.vacancy_id)
    return await http.submit(request, asked, key)


@router.post("/seekers/{candidate_ref}/deregister", summary="La persona deja de buscar; si lo pide, se borra quién es")
async def deregister(
    request: Request, candidate_ref: Ref, body: bodies.DeregisterBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = requests.SeekerDeregister(commune=body.commune, candidate_ref=candidate_ref, erase=body.erase)
    return await http.submit(request, asked, key)


@router.post("/vacancies/{vacancy_id}/offers", status_code=201, summary="Ofrecer candidatos de una comuna con sistema")
async def offer(
    request: Request, vacancy_id: Ref, body: bodies.OfferBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.OfferMake(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, asked, key)


@router.post("/vacancies/{vacancy_id}/decline", summary="No tener a quién ofrecer, y por qué")
async def decline(
    request: Request, vacancy_id: Ref, body: bodies.DeclineBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.OfferDecline(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, asked, key)


@router.post("/vacancies/{vacancy_id}/offers/{offer_id}/withdraw", summary="Retirar candidatos de una oferta")
async def withdraw(
    request: Request, vacancy_id: Ref, offer_id: Ref, body: bodies.WithdrawOfferBody, key: http.IdempotencyKey = None
) -> dict[str, str]:
    asked = intake.OfferWithdraw(vacancy_id=vacancy_id, offer_id=offer_id, **body.model_dump())
    return await http.submit(request, asked, key)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A profile as it is read: an occupation with its scheme and its name. None: a commune's own system knows them."""
    codes = row["occupations"]
    told = None if codes is None else [{"code": c, "scheme": CIUO, "label": NAMES.get(c)} for c in codes]
    return {**row, "occupations": told}

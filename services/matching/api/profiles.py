"""HTTP of a registration: amend its profile, confirm it, deactivate it."""

from fastapi import APIRouter, Request, Response

from services.matching import requests
from services.matching.api import bodies
from shared import http
from shared.contracts.envelope import Ref

router = APIRouter(tags=["seekers"])


@router.patch("/seekers/{candidate_ref}", summary="Cambiar el perfil: lo que no se nombra queda como está")
async def amend(
    request: Request,
    response: Response,
    candidate_ref: Ref,
    body: bodies.AmendSeekerBody,
    key: http.IdempotencyKey = None,
    if_match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match`, 412 if another officer changed the profile meanwhile; without it, the last change wins."""
    command = requests.SeekerAmend(
        commune=body.commune,
        candidate_ref=candidate_ref,
        changes=body.changes,
        version=http.revision_of(if_match),
    )
    return await _done(request, response, command, key)


@router.post(
    "/seekers/{candidate_ref}/confirm", summary="La persona sigue buscando: renueva su inscripción, o la reactiva"
)
async def confirm(
    request: Request,
    response: Response,
    candidate_ref: Ref,
    body: http.Body,
    key: http.IdempotencyKey = None,
    if_match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match`, 412 if another officer changed something meanwhile."""
    version = http.revision_of(if_match)
    command = requests.SeekerConfirm(commune=body.commune, candidate_ref=candidate_ref, version=version)
    return await _done(request, response, command, key)


@router.post("/seekers/{candidate_ref}/deactivate", summary="La persona no busca por ahora; su inscripción queda")
async def deactivate(
    request: Request,
    response: Response,
    candidate_ref: Ref,
    body: http.Body,
    key: http.IdempotencyKey = None,
    if_match: http.IfMatch = None,
) -> dict[str, str]:
    """With `If-Match`, 412 if another officer changed something meanwhile."""
    version = http.revision_of(if_match)
    command = requests.SeekerDeactivate(commune=body.commune, candidate_ref=candidate_ref, version=version)
    return await _done(request, response, command, key)


async def _done(request: Request, response: Response, command: requests.AboutSeeker, key: str | None) -> dict[str, str]:
    """The result of the request, with the new version as its ETag."""
    done = await http.submit(request, command, key)
    http.tag(response, done["version"])
    return done

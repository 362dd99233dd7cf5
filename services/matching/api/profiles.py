"""HTTP of a registration: amend its profile, confirm it, deactivate it."""

from fastapi import APIRouter, Request, Response

from services.matching import requests
from services.matching.api import bodies
from services.matching.api.named import CandidateRef
from services.matching.queries import seekers
from shared import http
from shared.postgres.reader import Reader

router = APIRouter(tags=["seekers"])


@router.patch("/seekers/{candidate_ref}", summary="Cambiar el perfil: lo que no se nombra queda como está")
async def amend(
    request: Request,
    response: Response,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.AmendSeekerBody],
    read: http.Read,
    match: http.MustMatch,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    """412 if another officer changed the profile meanwhile; with `If-Match: *` the last change wins."""
    command = requests.SeekerAmend(
        commune=body.commune,
        candidate_ref=candidate_ref,
        changes=body.changes,
        version=await match.revision(lambda: _version(read, body.commune, candidate_ref)),
    )
    return await _done(request, response, command, key)


@router.post(
    "/seekers/{candidate_ref}/confirm", summary="La persona sigue buscando: renueva su inscripción, o la reactiva"
)
async def confirm(
    request: Request,
    response: Response,
    candidate_ref: CandidateRef,
    body: http.InJson[http.Body],
    read: http.Read,
    match: http.MayMatch,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    """With `If-Match`, 412 if another officer changed something meanwhile."""
    version = await match.revision(lambda: _version(read, body.commune, candidate_ref))
    command = requests.SeekerConfirm(commune=body.commune, candidate_ref=candidate_ref, version=version)
    return await _done(request, response, command, key)


@router.post("/seekers/{candidate_ref}/deactivate", summary="La persona no busca por ahora; su inscripción queda")
async def deactivate(
    request: Request,
    response: Response,
    candidate_ref: CandidateRef,
    body: http.InJson[http.Body],
    read: http.Read,
    match: http.MayMatch,
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    """With `If-Match`, 412 if another officer changed something meanwhile."""
    version = await match.revision(lambda: _version(read, body.commune, candidate_ref))
    command = requests.SeekerDeactivate(commune=body.commune, candidate_ref=candidate_ref, version=version)
    return await _done(request, response, command, key)


async def _version(read: Reader, commune: str, candidate_ref: str) -> int | None:
    found = await seekers.one(read, commune, candidate_ref)
    return found.version if found else None


async def _done(request: Request, response: Response, command: requests.AboutSeeker, key: str | None) -> dict[str, str]:
    """The result of the request, with the new version as its ETag."""
    done = await http.submit(request, command, key)
    http.tag(response, done["version"])
    return done

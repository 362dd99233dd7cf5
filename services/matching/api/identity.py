"""HTTP of identities: consents and their revocation, the identity given once, and the log of access.

This is the only place from which an identity leaves. The decision is made, logged and committed first. The reply that
is stored against repeats names the pseudonym only; the opened identity is in this response and nowhere else.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.matching import requests, vault
from services.matching.api import bodies
from services.matching.api.named import CandidateRef, ConsentId, LeaseId, VacancyId
from services.matching.queries import identities, seekers
from services.matching.settings import settings_of
from services.matching.store import disclosure as disclosure_store
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Ref
from shared.contracts.replies import Fault
from shared.postgres.errors import translated
from shared.postgres.pools import transaction
from shared.postgres.reader import Reader
from shared.runtime import Runtime
from shared.sealing import NoKeyError

router = APIRouter(tags=["identities"])
LOST = timedelta(minutes=10)
"""How long a repeated request (Idempotency-Key) is given the identity again, for a broken connection. Unverified."""


def vault_of(runtime: Runtime) -> vault.Vault:
    """The vault of the configured key. Raises Problem if there is none."""
    try:
        return vault.vault_of(settings_of(runtime).identity_key.get_secret_value())
    except NoKeyError as missing:
        raise http.Problem(503, "unavailable", detail="Falta la llave de identidades (MESA_IDENTITY_KEY)") from missing


@router.post("/seekers/{candidate_ref}/consents", status_code=201, summary="Registrar el consentimiento de la persona")
async def record(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.RecordConsentBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    return await http.submit(request, intake.ConsentRecord(candidate_ref=candidate_ref, **body.model_dump()), key)


@router.get("/seekers/{candidate_ref}/consents", summary="Lo que la persona ha autorizado")
async def consents(
    read: http.Read, paging: http.Paged, commune: http.ActingCommune, candidate_ref: CandidateRef
) -> list[identities.ConsentView]:
    await _somebody(read, commune, candidate_ref)
    await paging.require_known(identities.consent_exists, read)
    found = await identities.consents(read, candidate_ref, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda consent: consent.consent_id)


@router.put("/seekers/{candidate_ref}/identity", summary="Corregir quién es la persona o cómo ubicarla; no se devuelve")
async def correct(
    request: Request,
    candidate_ref: CandidateRef,
    body: http.InJson[bodies.CorrectIdentityBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    """The body replaces the identity. Offices that were given it before keep what they were given."""
    stated = vault.StatedIdentity(vault_of(http.runtime_of(request)), body.identity)
    command = requests.IdentityCorrect(
        commune=body.commune, candidate_ref=candidate_ref, officer=body.officer, stated=stated
    )
    return await http.submit(request, command, key)


@router.post("/seekers/{candidate_ref}/consents/{consent_id}/revoke", summary="La persona retira su consentimiento")
async def revoke(
    request: Request,
    candidate_ref: CandidateRef,
    consent_id: ConsentId,
    body: http.InJson[bodies.RevokeConsentBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    command = intake.ConsentRevoke(candidate_ref=candidate_ref, consent_id=consent_id, **body.model_dump())
    return await http.submit(request, command, key)


@router.post(
    "/vacancies/{vacancy_id}/leases/{lease_id}/identity",
    summary="Entregar, una sola vez, quién es la persona de una reserva a la comuna que la deriva",
    responses={
        202: {"description": "La guarda el sistema de otra comuna: la solicitud se le pasó, con referencia y contacto"}
    },
)
async def give(
    request: Request,
    response: Response,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.ReadIdentityBody],
    key: http.IdempotencyKey = None,
) -> dict[str, Any]:
    runtime = http.runtime_of(request)
    keys = vault_of(runtime)
    command = requests.IdentityRead(vacancy_id=vacancy_id, lease_id=lease_id, **body.model_dump())
    given = await http.submit(request, command, key)
    if "passed_on_to" in given:
        response.status_code = 202
        return dict(given)
    with translated():
        async with transaction(runtime.pool) as db:
            await _still_given(db, runtime, lease_id, given)
            identity = await vault.reveal(db, keys, given["candidate_ref"])
            if identity is None:
                raise _problem(410, "identity_erased", "La identidad de esta persona se borró")
            about = (given["candidate_ref"], body.commune, body.officer, vacancy_id, lease_id, body.purpose)
            await disclosure_store.log(db, [(runtime.now(), "read", *about)])
    response.headers["Cache-Control"] = "no-store"
    return {**given, "identity": identity.model_dump()}


@router.post(
    "/vacancies/{vacancy_id}/leases/{lease_id}/identity/erased", summary="La comuna borró lo que se le entregó"
)
async def erased(
    request: Request,
    vacancy_id: VacancyId,
    lease_id: LeaseId,
    body: http.InJson[bodies.ErasedBody],
    key: http.IdempotencyKey = None,
) -> dict[str, str]:
    command = requests.DisclosureErased(vacancy_id=vacancy_id, lease_id=lease_id, **body.model_dump())
    return await http.submit(request, command, key)


@router.get("/disclosures", summary="Identidades que una comuna recibió, y las que debe borrar")
async def disclosures(
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    to_erase: Annotated[bool, Query(description="Solo las que terminaron y no se han confirmado borradas")] = False,
) -> list[identities.DisclosureView]:
    await paging.require_known(identities.disclosure_exists, read)
    found = await identities.disclosures(
        read, commune=commune, to_erase=to_erase, limit=paging.limit, after=paging.after
    )
    return paging.linked(found, lambda disclosure: disclosure.lease_id)


@router.get("/seekers/{candidate_ref}/accesses", summary="Quién hizo qué con la identidad de la persona, y para qué")
async def accesses(
    read: http.Read, paging: http.Paged, commune: http.ActingCommune, candidate_ref: CandidateRef
) -> list[identities.AccessView]:
    """`officer` is null if no officer did it (a disclosure expired), or none was named."""
    await _somebody(read, commune, candidate_ref)
    await paging.require_known(identities.access_exists, read)
    found = await identities.accesses(read, candidate_ref, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda access: str(access.n))


async def _somebody(read: Reader, commune: str, candidate_ref: str) -> None:
    """Raises Problem if no seeker of the commune is or was registered under this pseudonym."""
    if not await seekers.is_of(read, commune, candidate_ref):
        raise http.not_found(f"la persona {candidate_ref}")


async def _still_given(db: Any, runtime: Runtime, lease_id: Ref, given: Mapping[str, str]) -> None:
    """Raises Problem unless the reply is that of this disclosure, which has not ended, and the request is not too late.

    An Idempotency-Key that was used for another request returns the reply to that one, which must open nothing.
    """
    held = await disclosure_store.given(db, lease_id)
    answered = (given.get("candidate_ref"), given.get("given_at"))
    if held is None or held.given_at is None or answered != (held.candidate_ref, held.given_at.isoformat()):
        raise _problem(409, "stale_key", "Esta clave de idempotencia ya se usó para otra solicitud")
    if held.ended_at:
        raise _problem(410, "gone_disclosure", "Lo que se entregó ya no vale: se retiró el permiso o terminó el plazo")
    if held.erased_at:
        raise _problem(
            410, "gone_disclosure", "La comuna ya dijo que borró lo que se le entregó: no se entrega otra vez"
        )
    if runtime.now() > held.given_at + LOST:
        raise _problem(409, "stale_disclosure", "La identidad ya se entregó; se entrega una sola vez")


def _problem(status: int, code: str, text: str) -> http.Problem:
    return http.Problem(status, "rejected", [Fault(code=code, field="lease_id", text=text)])

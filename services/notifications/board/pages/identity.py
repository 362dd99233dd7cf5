"""Ver quién es: the identity of a person who was referred, once, with their consent; and saying that it was erased.

It is asked of matching when it is shown, stands in that one answer, and is neither kept nor logged here.
"""

from typing import Any

from fastapi import Request, Response

from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.queries import vacancies
from shared.contracts.reasons import Purpose
from shared.http.problems import not_found

router = PageRouter()


@router.get("/vacantes/{vacancy_id}/cupos/{lease_id}/persona")
async def before(signed: SignedIn, vacancy_id: str, lease_id: str) -> Response:
    """What happens if one looks; nothing is read yet."""
    require_view("identities_disclosures")
    return await _page(signed, vacancy_id, lease_id)


@router.post("/vacantes/{vacancy_id}/cupos/{lease_id}/persona")
async def look(request: Request, signed: SignedIn, vacancy_id: str, lease_id: str) -> Response:
    deed = await Deed.of(request, signed)
    body = {"officer": signed.officer.officer_id, "purpose": deed.one("purpose") or Purpose.REFERRAL.value}
    path = f"/v1/vacancies/{vacancy_id}/leases/{lease_id}/identity"
    try:
        answer = await deed.ask("matching", path, body)
    except RefusedError as no:
        return await _page(signed, vacancy_id, lease_id, faults=no.faults)
    return await _page(signed, vacancy_id, lease_id, given=answer.data)


@router.post("/vacantes/{vacancy_id}/cupos/{lease_id}/borrado")
async def erased(request: Request, signed: SignedIn, vacancy_id: str, lease_id: str) -> Response:
    deed = await Deed.of(request, signed)
    path = f"/v1/vacancies/{vacancy_id}/leases/{lease_id}/identity/erased"
    try:
        async with deed.followed("vacancy", vacancy_id):
            await deed.ask("matching", path, {"officer": signed.officer.officer_id})
    except RefusedError as no:
        return await _page(signed, vacancy_id, lease_id, faults=no.faults)
    return await deed.done(f"/vacantes/{vacancy_id}", "erased")


async def _page(signed: Signed, vacancy_id: str, lease_id: str, given: Any = None, **more: Any) -> Response:
    found = await vacancies.vacancy(signed.desk.read, vacancy_id)
    lease = found.vacancy.leases.get(lease_id) if found else None
    if found is None or lease is None:
        raise not_found("ese cupo")
    held = found.vacancy.disclosures.get(lease_id)
    return shown(
        signed,
        "identity.html",
        "vacancies",
        vacancy=found.vacancy,
        lease=lease,
        held=held,
        given=given,
        purposes=tuple(Purpose),
        **more,
    )

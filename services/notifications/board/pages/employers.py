"""Empresas: the ledger that the offices share: who reached whom, who will go, what several do together."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from services.notifications.board.matters import Employer
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written, instant
from services.notifications.board.queries.others import communes, employer, employers
from shared.contracts.reasons import ContactResult
from shared.contracts.vocabulary import Means
from shared.http.problems import not_found

router = PageRouter()
PAGE = 50
RESULTS = tuple(one for one in ContactResult if one is not ContactResult.NOT_HELD)


@router.get("/empresas")
async def several(signed: SignedIn, text: str = "", after: str = "", hecho: str = "", n: int = 0) -> Response:
    require_view("employers_several")
    return await _list(signed, text, after, done=done_of(hecho, n))


async def _list(signed: Signed, text: str = "", after: str = "", **more: Any) -> Response:
    searched = text.strip()[:100]
    found = await employers(signed.desk.read, text=searched or None, limit=PAGE + 1, after=after or None)
    return shown(
        signed,
        "employers.html",
        "employers",
        employers=found[:PAGE],
        more=found[PAGE - 1].employer_id if len(found) > PAGE else "",
        text=searched,
        means=tuple(Means),
        results=RESULTS,
        **{"written": Written(), **more},
    )


@router.post("/empresas")
async def note(request: Request, signed: SignedIn) -> Response:
    """A contact that took place, or a visit that is planned."""
    deed = await Deed.of(request, signed)
    body: dict[str, Any] = {"employer": deed.one("employer"), "at": instant(deed.one("at"))}
    path, before = "/v1/employers/visits", await signed.desk.newest()
    if deed.one("do") == "contact":
        path = "/v1/employers/contacts"
        body |= {"means": deed.one("means"), "result": deed.one("result")}
    try:
        answer = await deed.ask("vacancies", path, body)
    except RefusedError as no:
        return await _list(signed, faults=no.faults, written=deed.form)
    employer_id = (answer.data or {}).get("employer_id", "")
    await deed.caught_up("employer", employer_id, before)
    return await deed.done(f"/empresas/{employer_id}" if employer_id else "/empresas", "contact")


@router.get("/empresas/{employer_id}")
async def one(signed: SignedIn, employer_id: str, hecho: str = "", n: int = 0) -> Response:
    require_view("employers_one")
    return await _one(signed, employer_id, done=done_of(hecho, n))


async def _one(signed: Signed, employer_id: str, **more: Any) -> Response:
    found = await employer(signed.desk.read, employer_id)
    if found is None:
        raise not_found("esa empresa")
    others = [one for one in await communes(signed.desk.read) if one.at_table and one.commune != signed.commune]
    return shown(
        signed,
        "employer.html",
        "employers",
        e=found,
        together=_together(found, signed),
        others=others,
        results=RESULTS,
        **more,
    )


@router.post("/empresas/{employer_id}/juntas")
async def propose(request: Request, signed: SignedIn, employer_id: str) -> Response:
    deed = await Deed.of(request, signed)
    found = await employer(signed.desk.read, employer_id)
    if found is None:
        raise not_found("esa empresa")
    body: dict[str, Any] = {"employer": found.name, "invited": list(deed.form.every("invited"))}
    body |= {"at": instant(deed.one("at"))} if deed.one("at") else {}
    return await _asked(deed, employer_id, "/v1/employers/approaches", body)


@router.post("/empresas/gestiones/{approach_id}")
async def answer(request: Request, signed: SignedIn, approach_id: str) -> Response:
    """Join, or not; or what came of it."""
    deed = await Deed.of(request, signed)
    path = f"/v1/employers/approaches/{approach_id}"
    employer_id = deed.one("employer")
    if deed.one("do") == "conclude":
        return await _asked(deed, employer_id, f"{path}/conclude", {"result": deed.one("result")})
    return await _asked(deed, employer_id, f"{path}/answer", {"joins": deed.one("joins") == "true"})


@router.post("/empresas/contactos/{contact_id}")
async def report(request: Request, signed: SignedIn, contact_id: str) -> Response:
    """What came of a visit that was planned."""
    deed = await Deed.of(request, signed)
    path, body = f"/v1/employers/contacts/{contact_id}", {"result": deed.one("result")}
    tag = f'"{deed.one("revision")}"'
    return await _asked(deed, deed.one("employer"), path, body, method="PATCH", if_match=tag)


async def _asked(deed: Deed, employer_id: str, path: str, body: dict[str, Any], **how: Any) -> Response:
    try:
        async with deed.followed("employer", employer_id):
            await deed.ask("vacancies", path, body, **how)
    except RefusedError as no:
        return await _one(deed.signed, employer_id, faults=no.faults)
    return await deed.done(f"/empresas/{employer_id}", "answered")


def _together(found: Employer, signed: Signed) -> Sequence[str]:
    """Whose planned visits lie ahead beside our own: those who could go together."""
    ahead = [one for one in found.contacts.values() if one.result is None and one.at > signed.now]
    if not any(one.commune == signed.commune for one in ahead):
        return ()
    return sorted({one.commune for one in ahead if one.commune != signed.commune})

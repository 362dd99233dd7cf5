"""Buscadores: the people of the office by pseudonym, and registration at the counter.

Who a person is goes from the form to matching, which seals it. It is neither kept nor logged here, and does not come
back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response

from services.notifications.board.pages.asked import read_as
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown, to
from services.notifications.board.pages.profile_form import number
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written
from services.notifications.board.queries.matters import states_of
from shared.contracts.reasons import ConsentMeans
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport

router = PageRouter()
MOST = 200
STATES = {
    "free": "Libre",
    "inactive": "No busca por ahora",
    "leased": "Con un cupo reservado",
    "placed": "Trabajando",
    "gone": "De baja",
}
CHOICES = {
    "education": tuple(Education),
    "licences": tuple(Licence),
    "cannot": tuple(Shift),
    "contracts": tuple(one for one in Contract if one not in (Contract.ANY, Contract.NONE)),
    "transport": tuple(Transport),
}
_IDENTITY = ("name", "rut", "contact")
ACTS = {"confirm": {}, "deactivate": {}, "deregister": {"erase": False}, "erase": {"erase": True}}


@router.get("/buscadores")
async def several(signed: SignedIn, state: str = "", occupation: str = "", hecho: str = "", n: int = 0) -> Response:
    require_view("seekers_several")
    known = state if state in STATES else ""
    code = occupation.strip() if occupation.strip().isdigit() else ""
    found = await read_as(signed, "matching", "/v1/seekers", limit=MOST, state=known or None, occupation=code or None)
    return shown(
        signed,
        "people.html",
        "people",
        people=found,
        states=STATES,
        state=known,
        occupation=code,
        most=MOST,
        done=done_of(hecho, n),
    )


@router.get("/buscadores/nueva")
async def form(signed: SignedIn) -> Response:
    require_view("seekers_several")
    return _form(signed, Written())


@router.post("/buscadores/nueva")
async def register(request: Request, signed: SignedIn) -> Response:
    deed = await Deed.of(request, signed)
    written = deed.form
    identity = {name: written.one(name) for name in _IDENTITY if written.one(name)}
    body = {"profile": _profile(written), "identity": identity}
    try:
        answer = await deed.ask("matching", "/v1/seekers", body)
    except RefusedError as no:
        return _form(signed, written, no.faults)
    return to(f"/buscadores/{answer.data['candidate_ref']}?hecho=registered")


@router.get("/buscadores/{candidate_ref}")
async def one(signed: SignedIn, candidate_ref: str, hecho: str = "", n: int = 0) -> Response:
    require_view("seekers_one")
    return await _one(signed, candidate_ref, done=done_of(hecho, n))


@router.post("/buscadores/{candidate_ref}")
async def change(request: Request, signed: SignedIn, candidate_ref: str) -> Response:
    """Renew, pause, end; note the seguro de cesantía; note a consent."""
    deed = await Deed.of(request, signed)
    act, path = deed.one("do"), f"/v1/seekers/{candidate_ref}"
    try:
        if act == "insurance":
            pay = number(deed.one("last_pay")) if deed.one("last_pay") else None
            body = {"beneficiary": deed.one("beneficiary") == "yes", **({"last_pay": pay} if pay else {})}
            await deed.ask("matching", f"{path}/insurance", body, method="PUT")
        elif act == "consent":
            asked = {"vacancy_id": deed.one("vacancy"), "means": deed.one("means")}
            await deed.ask("matching", f"{path}/consents", {**asked, "officer": signed.officer.officer_id})
        elif act in ACTS:
            await deed.ask("matching", f"{path}/{'deregister' if act == 'erase' else act}", ACTS[act])
    except RefusedError as no:
        return await _one(signed, candidate_ref, faults=no.faults)
    if act in ("deregister", "erase"):
        return to("/buscadores?hecho=answered")
    return to(f"/buscadores/{candidate_ref}?hecho=answered")


def _profile(written: Written) -> Mapping[str, Any]:
    codes = written.one("occupations").replace(",", " ").split()
    made: dict[str, Any] = {"occupations": [{"code": code} for code in codes]}
    for name in ("education", "transport", "available_from"):
        if written.one(name):
            made[name] = written.one(name)
    for name in ("experience_years", "pay_floor", "max_minutes"):
        if written.one(name):
            made[name] = number(written.one(name))
    for name in ("licences", "cannot", "contracts"):
        if chosen := written.every(name):
            made[name] = list(chosen)
    return made


def _form(signed: Signed, written: Written, faults: Sequence[Any] = ()) -> Response:
    at = {getattr(fault, "field", "").partition(".")[2].split(".")[0]: fault.text for fault in faults}
    return shown(
        signed,
        "register.html",
        "people",
        faults=faults,
        f=written,
        at=at,
        choices=CHOICES,
    )


async def _one(signed: Signed, candidate_ref: str, **more: Any) -> Response:
    found = await read_as(signed, "matching", f"/v1/seekers/{candidate_ref}")
    titles = {each.vacancy_id: each.title for each in await states_of(signed.desk.read, _vacancies_of(found))}
    consents = await read_as(signed, "matching", f"/v1/seekers/{candidate_ref}/consents")
    return shown(
        signed,
        "person.html",
        "people",
        p=found,
        consents=consents,
        titles=titles,
        states=STATES,
        means=tuple(ConsentMeans),
        **more,
    )


def _vacancies_of(person: Mapping[str, Any]) -> Sequence[str]:
    return sorted({one["vacancy_id"] for one in (*person["seats"], *person["stands"])})

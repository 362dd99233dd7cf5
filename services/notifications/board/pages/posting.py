"""Publicar and cambiar: the form of a vacancy, with the legal review as one types and on the button."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.drawn import HEADERS, drawn
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.look import NOTHING, Look, look
from services.notifications.board.pages.profile_form import CHOICES, VacancyForm, amendment, form_of_vacancy
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, form_of, require_view
from services.notifications.board.queries import vacancies
from shared.contracts.vocabulary import Urgency
from shared.http.problems import not_found

router = PageRouter()
EMPTY = VacancyForm({"seats": ["1"], "urgency": [Urgency.NORMAL.value]})


@router.get("/vacantes/nueva")
async def form(signed: SignedIn) -> Response:
    require_view("vacancies_review")
    return _form(signed, EMPTY)


@router.post("/vacantes/nueva")
async def post(request: Request, signed: SignedIn) -> Response:
    deed = await Deed.of(request, signed)
    written = VacancyForm(deed.form.values)
    try:
        answer = await deed.ask("vacancies", "/v1/vacancies", written.posting)
    except RefusedError as no:
        return _form(signed, written, no.faults, await look(signed, written))
    vacancy_id = answer.data["vacancy_id"]
    await deed.caught_up("vacancy", vacancy_id, 0)
    return await deed.done(f"/vacantes/{vacancy_id}", "post")


@router.post("/vacantes/nueva/revision")
async def review(request: Request, signed: SignedIn) -> Response:
    """The part of the page with what the law and the data say of what is written so far."""
    written = VacancyForm((await form_of(request)).values)
    html = drawn("parts/review.html", {"look": await look(signed, written), "now": signed.now})
    return JSONResponse({"id": "review", "html": html.strip()}, headers=HEADERS)


@router.get("/vacantes/{vacancy_id}/cambiar")
async def change(signed: SignedIn, vacancy_id: str) -> Response:
    require_view("vacancies_one")
    before, revision = await _before(signed, vacancy_id)
    return _form(signed, before, address=f"/vacantes/{vacancy_id}/cambiar", revision=revision)


@router.post("/vacantes/{vacancy_id}/cambiar")
async def amend(request: Request, signed: SignedIn, vacancy_id: str) -> Response:
    """Only what was changed is asked for, and only of the revision that the officer saw."""
    deed = await Deed.of(request, signed)
    written = VacancyForm(deed.form.values)
    before, revision = await _before(signed, vacancy_id)
    changed = amendment(before, written)
    seen = deed.one("revision")
    if not changed:
        return await deed.done(f"/vacantes/{vacancy_id}", "")
    try:
        async with deed.followed("vacancy", vacancy_id):
            await deed.ask("vacancies", f"/v1/vacancies/{vacancy_id}", changed, method="PATCH", if_match=f'"{seen}"')
    except RefusedError as no:
        known, address = await look(signed, written, new=False), f"/vacantes/{vacancy_id}/cambiar"
        return _form(signed, written, no.faults, known, address=address, revision=revision)
    return await deed.done(f"/vacantes/{vacancy_id}", "amend")


async def _before(signed: Signed, vacancy_id: str) -> tuple[VacancyForm, int]:
    found = await vacancies.vacancy(signed.desk.read, vacancy_id)
    if found is None or found.vacancy.profile is None or found.vacancy.commune != signed.commune:
        raise not_found("esa vacante entre las de su oficina")
    one = found.vacancy
    return form_of_vacancy(found.vacancy.profile, one.seats, one.urgency.value), one.revision


def _form(
    signed: Signed,
    written: VacancyForm,
    faults: Sequence[Any] = (),
    seen: Look = NOTHING,
    *,
    address: str = "/vacantes/nueva",
    revision: int = 0,
) -> Response:
    at = {getattr(fault, "field", "").removeprefix("profile.").replace(".", "_"): fault.text for fault in faults}
    return shown(
        signed,
        "posting.html",
        "vacancies",
        faults=faults,
        f=written,
        at=at,
        look=seen,
        choices=CHOICES,
        address=address,
        revision=revision,
    )

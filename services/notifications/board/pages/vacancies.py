"""Vacantes: those of every office, what runs out first on top; and the page of one."""

from typing import Any, Literal

from fastapi import Response

from services.notifications.board.desk import Desk
from services.notifications.board.matters.vacancy import Stage
from services.notifications.board.pages.choices import LISTS
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown, to
from services.notifications.board.pages.groups import groups_of
from services.notifications.board.pages.signed import PageRouter, SignedIn, require_view
from services.notifications.board.pages.vacancy_told import Told, vacancy_told
from services.notifications.board.queries import vacancies
from services.notifications.board.queries.matters import states_of
from shared.http.problems import not_found

router = PageRouter()
PAGE = 40
STAGES = (
    (Stage.LOCAL, "Con su gente"),
    (Stage.CALLING, "Preguntando a las vecinas"),
    (Stage.COVERED, "Todos los cupos con persona"),
    (Stage.EXHAUSTED, "Esperan una feria"),
    (Stage.FILLED, "Llenas"),
    (Stage.CLOSED, "Cerradas"),
    (Stage.LINKED, "Repetidas"),
)


@router.get("/vacantes")
async def several(
    signed: SignedIn,
    text: str = "",
    stage: str = "",
    whose: str = "",
    after: str = "",
    hecho: str = "",
    n: int = 0,
    hasta: str = "",
    held: str = "",
    left: int = 0,
) -> Response:
    require_view("vacancies_several")
    of_whom: Literal["mine", "neighbours"] | None = (
        "mine" if whose == "mine" else "neighbours" if whose == "neighbours" else None
    )
    known = stage if stage in set(Stage) else ""
    filters = vacancies.Filters(signed.commune, known or None, text.strip()[:100] or None, of_whom)
    found = await vacancies.vacancies(signed.desk.read, filters, limit=PAGE + 1, after=after or None)
    if text and len(found) == 1 and (found[0].folio or "").lower() == text.strip().lower():
        return to(f"/vacantes/{found[0].vacancy_id}")  # a folio that was heard on the telephone
    states = await states_of(signed.desk.read, [line.vacancy_id for line in found[:PAGE]])
    rows = [(line, state, groups_of(state, signed.now)) for line, state in zip(found, states, strict=False)]
    return shown(
        signed,
        "vacancies.html",
        "vacancies",
        done=done_of(hecho, n, hasta, held, left),
        rows=rows,
        more=found[PAGE - 1].vacancy_id if len(found) > PAGE else "",
        searched=text,
        stage=known,
        whose=of_whom or "",
        stages=STAGES,
        stage_names=dict(STAGES),
    )


@router.get("/vacantes/{vacancy_id}")
async def one(
    signed: SignedIn, vacancy_id: str, hecho: str = "", n: int = 0, hasta: str = "", held: str = "", left: int = 0
) -> Response:
    require_view("vacancies_one")
    return await vacancy_page(signed, vacancy_id, done=done_of(hecho, n, hasta, held, left))


async def told_of(desk: Desk, commune: str, vacancy_id: str) -> Told | None:
    """What the page of a vacancy says to the office of a commune now; None if there is no such vacancy."""
    found = await vacancies.vacancy(desk.read, vacancy_id)
    if found is None:
        return None
    return vacancy_told(found, commune, desk.now(), await desk.entry.book.names(commune))


async def vacancy_page(signed: SignedIn, vacancy_id: str, **more: Any) -> Response:
    """The page of a vacancy. Raises Problem 404."""
    newest = await signed.desk.newest()  # before what is drawn is read: nothing between the two is missed
    told = await told_of(signed.desk, signed.commune, vacancy_id)
    if told is None:
        raise not_found("esa vacante")
    stream = f"/vivo/vacantes/{vacancy_id}?desde={newest}"
    return shown(signed, "vacancy.html", "vacancies", stream=stream, v=told, lists=LISTS, **more)

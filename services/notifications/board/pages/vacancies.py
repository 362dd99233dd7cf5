"""Vacantes: those of every office, what runs out first on top; and the page of one."""

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import Depends, Response

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


class Wanted(NamedTuple):
    """Which vacancies an address of the list asks for."""

    text: str = ""
    stage: str = ""
    whose: str = ""
    after: str = ""

    def filters(self, commune: str) -> vacancies.Filters:
        of_whom: Literal["mine", "neighbours"] | None = (
            "mine" if self.whose == "mine" else "neighbours" if self.whose == "neighbours" else None
        )
        known = self.stage if self.stage in set(Stage) else None
        return vacancies.Filters(commune, known, self.text.strip()[:100] or None, of_whom)

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode({name: value for name, value in self._asdict().items() if value})


def wanted(text: str = "", stage: str = "", whose: str = "", after: str = "") -> Wanted:
    """What the address of a list says."""
    return Wanted(text, stage, whose, after)


@router.get("/vacantes")
async def several(
    signed: SignedIn,
    asked: Annotated[Wanted, Depends(wanted)],
    hecho: str = "",
    n: int = 0,
    hasta: str = "",
    held: str = "",
    left: int = 0,
) -> Response:
    require_view("vacancies_several")
    newest = await signed.desk.newest()
    told = await list_of(signed.desk, signed.commune, asked)
    lines = [line for line, *_ in told["rows"]]
    if asked.text and len(lines) == 1 and (lines[0].folio or "").lower() == asked.text.strip().lower():
        return to(f"/vacantes/{lines[0].vacancy_id}")  # a folio that was heard on the telephone
    stream = f"/vivo/vacantes?{urlencode({'desde': newest})}{'&' if asked.query else ''}{asked.query}"
    done = done_of(hecho, n, hasta, held, left)
    return shown(signed, "vacancies.html", "vacancies", stream=stream, done=done, stages=STAGES, **told)


async def list_of(desk: Desk, commune: str, asked: Wanted) -> dict[str, Any]:
    """What the rows of the list are drawn with: the same for everybody of an office who asks for the same."""
    filters = asked.filters(commune)
    found = await vacancies.vacancies(desk.read, filters, limit=PAGE + 1, after=asked.after or None)
    states = await states_of(desk.read, [line.vacancy_id for line in found[:PAGE]])
    now = desk.now()
    return {
        "rows": [(line, state, groups_of(state, now)) for line, state in zip(found, states, strict=False)],
        "more": found[PAGE - 1].vacancy_id if len(found) > PAGE else "",
        "searched": asked.text,
        "stage": filters.stage or "",
        "whose": filters.whose or "",
        "stage_names": dict(STAGES),
        "commune": commune,
    }


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

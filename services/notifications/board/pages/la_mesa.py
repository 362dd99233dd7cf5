"""La Mesa: what all offices did together in a period, and the facts behind each number."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from services.notifications.board.counts import Figure
from services.notifications.board.pages import charts, mesa_told
from services.notifications.board.pages.asked import read_as
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.mesa_told import WORDS, Told, told
from services.notifications.board.pages.period import Period, before, of_month, period_of, usual
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.queries import figures
from services.notifications.board.queries.figures import Asked
from shared.http.problems import Problem, not_found
from shared.territory import name_of
from shared.text import count, decimal

router = PageRouter()
PAGE = 50
MONTHS = 6
"""So many months are drawn at least: one alone tells nothing of where it goes."""

MOST_PAGES = 10_000
LEVERS = {
    "pay": "Más sueldo",
    "transport": "Locomoción, u otro turno",
    "training": "Un curso o una licencia",
}
AMONG = {"propias": False, "ajenas": True}
"""Whether the two communes of a counted thing are the same, as an address has it."""


@router.get("/la-mesa")
async def mesa(signed: SignedIn, desde: str = "", hasta: str = "") -> Response:
    require_view("offices_reciprocity")
    period = period_of(desde, hasta, signed.now)
    first = period.last.replace(day=1)
    for _ in range(MONTHS - 1):
        first = before(Period(first, first)).first
    found = await told(signed.desk.read, period, first)
    return shown(
        signed,
        "la_mesa.html",
        "mesa",
        t=found,
        period=period,
        usual=usual(signed.now),
        before=before(period),
        before_placed=await mesa_told.placed_in(signed.desk.read, before(period)),
        people=mesa_told.PEOPLE,
        work=mesa_told.WORK,
        address=mesa_told.address,
        of_month=of_month,
        Figure=Figure,
        pictures=_pictures(found),
        levers=LEVERS,
        **await _of_others(signed, period),
    )


def _pictures(t: Told) -> Mapping[str, Any]:
    """The pictures of a period; those that would be empty are left out."""
    columns = [(f"{month:%m}-{month:%y}", decimal(_sum_of(t, month))) for month in t.months]
    parts = [(office, [t.monthly.get((office, month), 0) for month in t.months]) for office in t.offices]
    spans = [(office, one.median, one.ninth) for office, one in t.hours.items() if office]
    pairs = [(office, t.received(office), t.given(office)) for office in t.offices]
    return {
        "months": charts.bars(columns, parts, "Colocaciones por mes; la tabla que sigue dice lo mismo"),
        "hours": charts.spans(spans, "Horas hasta responder; la tabla que sigue dice lo mismo") if spans else "",
        "pairs": charts.exchanged(pairs, "Lo que cada oficina dio y recibió; la tabla que sigue dice lo mismo"),
    }


def _sum_of(t: Told, month: Any) -> float:
    return sum(t.monthly.get((office, month), 0) for office in t.offices)


async def _of_others(signed: Signed, period: Period) -> dict[str, Any]:
    """What vacancies and events say of the period; None where one of them does not answer."""
    since, until = period.since.isoformat(), period.until.isoformat()
    reasons = await _asked(signed, "vacancies", "offices_told_by_reasons", "/v1/insights", since=since, until=until)
    plan = await _asked(signed, "events", "plans_one", f"/v1/plan/{period.last.year}")
    return {"reasons": reasons, "plan": plan}


async def _asked(signed: Signed, service: str, view: str, path: str, **query: Any) -> Any:
    require_view(view)
    try:
        return await read_as(signed, service, path, **query)
    except Problem:
        return None


@router.get("/la-mesa/hechos")
async def facts(
    signed: SignedIn,
    que: str = "",
    de: str = "",
    en: str = "",
    entre: str = "",
    desde: str = "",
    hasta: str = "",
    pagina: int = 1,
) -> Response:
    """The facts of which a number is the sum."""
    require_view("offices_reciprocity")
    if que not in list(WORDS):
        raise not_found("ese número")
    period, figure, page = period_of(desde, hasta, signed.now), Figure(que), max(1, min(pagina, MOST_PAGES))
    asked = Asked(figure, period.since, period.until, de or None, en or None, AMONG.get(entre))
    whole = await figures.whole(signed.desk.read, asked)
    found = await figures.facts(signed.desk.read, asked, limit=PAGE, skip=PAGE * (page - 1))
    return shown(
        signed,
        "la_mesa_facts.html",
        "mesa",
        figure=figure,
        heading=f"{WORDS[figure]}: {count(whole.facts, 'hecho', 'hechos')}",
        about=_about(de, en, entre),
        whole=whole,
        facts=found,
        period=period,
        next_page=f"{mesa_told.address(period, figure, de, en, entre)}&pagina={page + 1}"
        if whole.facts > PAGE * page
        else "",
        Figure=Figure,
    )


def _about(de: str, en: str, entre: str) -> str:
    """Of which communes the facts are."""
    whose = f"De {name_of(de)}" if de else "De toda la Mesa"
    towards = f", para {name_of(en)}" if en else ""
    among = {"propias": ", en su propia comuna", "ajenas": ", entre comunas distintas"}.get(entre, "")
    return f"{whose}{towards}{among}"

"""Mapa: how many seats people of one commune fill in vacancies of another, drawn and in numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from babel.dates import format_date
from fastapi import Response

from services.notifications.board.matters import Commune
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.map_drawn import Town, can_draw, parts
from services.notifications.board.pages.map_places import MOST_ARROWS
from services.notifications.board.pages.signed import PageRouter, SignedIn, require_view
from services.notifications.board.queries.crossings import Flow, answer_hours, flows
from services.notifications.board.queries.others import communes
from shared.calendar import SANTIAGO
from shared.territory import name_of
from shared.text import LOCALE, count, plain

router = PageRouter()


class Period(NamedTuple):
    """From `since` until before `until`. `name`: in the address; `text`: of its link; `told`: in the heading."""

    name: str
    text: str
    told: str
    since: datetime
    until: datetime


@router.get("/mapa")
async def crossings(signed: SignedIn, periodo: str = "") -> Response:
    require_view("offices_reciprocity")
    among = periods(signed.now)
    period = next((one for one in among if one.name == periodo), among[0])
    read = signed.desk.read
    crossed = await flows(read, period.since, period.until)
    members = await communes(read)
    cuts = _cuts(members, crossed)
    given, received = _sums(crossed)
    towns = [_town(one, given, received, members) for one in cuts]
    total = sum(given.values())
    return shown(
        signed,
        "map.html",
        "map",
        periods=among,
        period=period,
        heading=heading(total, period),
        total=total,
        drawing=parts(towns, crossed, f"Cupos que cada comuna llenó en vacantes de otra, {period.told}"),
        most_arrows=MOST_ARROWS,
        many_arrows=sum(one.seats > 0 for one in crossed) > MOST_ARROWS,
        not_drawn=[name_of(cut) for cut in cuts if not can_draw(cut)],
        cuts=cuts,
        left=[town.cut for town in towns if not town.at_table],
        seats={(one.giver, one.receiver): one.seats for one in crossed},
        given=given,
        received=received,
        hours=await answer_hours(read, period.since, period.until),
    )


def periods(now: datetime) -> tuple[Period, ...]:
    """The last three months and this one, this month, the last year; days and months as in Santiago."""
    local = now.astimezone(SANTIAGO)
    year, month = divmod(local.year * 12 + local.month - 4, 12)
    first, this = datetime(year, month + 1, 1, tzinfo=SANTIAGO), datetime(local.year, local.month, 1, tzinfo=SANTIAGO)
    last = datetime(local.year - 1, 1, 1, tzinfo=SANTIAGO)
    then, name = _month(first), _month(this)
    return (
        Period("", f"{then.capitalize()} a hoy", f"desde {then}", first, now),
        Period("mes", name.capitalize(), f"en {name}", this, now),
        Period("anterior", str(last.year), f"en {last.year}", last, last.replace(year=local.year)),
    )


def _month(at: datetime) -> str:
    return str(format_date(at, "MMMM", locale=LOCALE))


def _cuts(members: Sequence[Commune], crossed: Sequence[Flow]) -> list[str]:
    """Those at the table by name, then those that are not and gave or received all the same."""
    at_table = sorted((one.commune for one in members if one.at_table), key=lambda cut: plain(name_of(cut)))
    others = {cut for one in crossed for cut in (one.giver, one.receiver)} - set(at_table)
    return [*at_table, *sorted(others)]


def _sums(crossed: Sequence[Flow]) -> tuple[Counter[str], Counter[str]]:
    given, received = Counter[str](), Counter[str]()
    for one in crossed:
        given[one.giver] += one.seats
        received[one.receiver] += one.seats
    return given, received


def _town(cut: str, given: Mapping[str, int], received: Mapping[str, int], members: Sequence[Commune]) -> Town:
    at_table = any(one.commune == cut and one.at_table for one in members)
    told = f"dio {given[cut]}, recibió {received[cut]}" if given[cut] or received[cut] else "sin cruces"
    return Town(cut, told if at_table else f"{told}; ya no está", at_table)


def heading(total: int, period: Period) -> str:
    """The answer in one line: «54 cupos cruzaron de comuna desde octubre»."""
    if total > 0:
        return f"{count(total, 'cupo cruzó', 'cupos cruzaron')} de comuna {period.told}"
    over = period.name == "anterior"
    return f"{'Ningún cupo cruzó de comuna' if over else 'Todavía no ha cruzado ningún cupo'} {period.told}"

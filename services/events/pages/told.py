"""What a page says of a fair or encuentro, in Spanish as Chileans write it."""

from dataclasses import dataclass

from services.events.model.activities import State
from services.events.queries.shown import Shown
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind
from shared.text import count, day, listed

KINDS = {ActivityKind.FAIR: "Feria laboral", ActivityKind.ENCUENTRO: "Encuentro empresarial"}
OVER = (State.ENDED, State.CONCLUDED)
ROOMY, TIGHT = 40, 110
"""Letters of a title that fit in the largest type of a poster, and in the next one."""


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a page. `standing`: what must be said large, or empty; `size`: how large the title may be."""

    kind: str
    title: str
    day: str
    hours: str
    place: str
    commune: str
    hosts: str
    comes: str
    standing: str
    called_off: bool
    over: bool
    size: str


def told(shown: Shown) -> Told:
    """The words for a fair or encuentro. Times are Santiago's."""
    begins, ends = shown.starts_at.astimezone(SANTIAGO), shown.ends_at.astimezone(SANTIAGO)
    first, last = (_with_capital(f"{day(moment)} de {moment.year}") for moment in (begins, ends))
    one_day = begins.date() == ends.date()
    until = f"{ends:%H:%M}" if one_day else f"{ends:%H:%M} del {last[0].lower()}{last[1:]}"
    letters = len(shown.title)
    return Told(
        kind=KINDS[shown.kind],
        title=shown.title,
        day=first,
        hours=f"{begins:%H:%M} a {until} horas" if one_day else f"Desde las {begins:%H:%M} hasta las {until}",
        place=shown.place,
        commune=shown.commune,
        hosts=_hosts(shown),
        comes=_comes(shown),
        standing=_standing(shown),
        called_off=shown.state is State.CANCELLED,
        over=shown.state in OVER,
        size="large" if letters <= ROOMY else "middle" if letters <= TIGHT else "small",
    )


def _hosts(shown: Shown) -> str:
    if len(shown.hosts) == 1:
        return f"Organiza la OMIL de {shown.hosts[0]}"
    return f"Organizan las OMIL de {listed(shown.hosts)}"


def _comes(shown: Shown) -> str:
    """«36 cupos de trabajo y 9 empresas»; empty while neither is known."""
    seats = [count(shown.seats, "cupo de trabajo", "cupos de trabajo")] if shown.seats else []
    companies = [count(shown.companies, "empresa", "empresas")] if shown.companies else []
    return listed([*seats, *companies])


def _standing(shown: Shown) -> str:
    if shown.state is State.CANCELLED:
        return "Cancelada" if shown.kind is ActivityKind.FAIR else "Cancelado"
    if shown.state in OVER:
        return "Ya se realizó"
    if shown.moved_from is not None:
        return (
            f"Cambió de fecha: ya no es el {day(shown.moved_from)} a las {shown.moved_from.astimezone(SANTIAGO):%H:%M}"
        )
    return ""


def _with_capital(text: str) -> str:
    return text[0].upper() + text[1:]

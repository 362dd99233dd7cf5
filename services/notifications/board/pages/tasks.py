"""What waits for an office, as its page says it: one line a matter, with its deadline and its button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifications.board import words as w
from services.notifications.board.pages import agenda_tasks
from services.notifications.board.pages.said import Button, Link, Said
from services.notifications.board.queries.waiting import WaitingView
from shared.calendar import OPENS, SANTIAGO, office_hours

NUMBERS = ("cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")


@dataclass(frozen=True, slots=True)
class Task:
    """A line. `left`: the working time; `kind`: `now` (less than an hour), `today` or empty; `number`: on the ruler."""

    said: Said
    item: WaitingView
    left: str
    until: str
    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """The list of an office: what runs out today, this week, later or never; and its heading."""

    heading: str
    rest: str
    today: Sequence[Task]
    week: Sequence[Task]
    later: Sequence[Task]
    ruler: "Ruler | None"


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The working day as a line from 8 to 792: hours, where it stands now, and what runs out when."""

    hours: Sequence[tuple[float, str]]
    now: float
    clock: str
    marks: Sequence[Mark]
    told: str


def today(items: Sequence[WaitingView], now: datetime, commune: str) -> Today:
    """The list of an office. Items of a kind that the page does not know are passed over."""
    tasks = [_task(TOLD[item.waits](item, now), item, now, commune) for item in items if item.waits in TOLD]
    due = [task for task in tasks if task.item.until and w.is_today(task.item.until, now)]
    due = [Task(t.said, t.item, t.left, t.until, t.kind or "today", n) for n, t in enumerate(due, 1)]
    others = [task for task in tasks if not (task.item.until and w.is_today(task.item.until, now))]
    week = [task for task in others if task.item.until and not w.week_later(task.item.until, now)]
    later = [task for task in others if task not in week]
    return Today(_heading(due, len(tasks)), w.rest_of_day(now, commune), due, week, later, _ruler(due, now, commune))


def _task(said: Said, item: WaitingView, now: datetime, commune: str) -> Task:
    if item.until is None:
        return Task(said, item, "Sin plazo", "", "")
    kind = "now" if w.is_soon(item.until, now, commune) else ""
    return Task(said, item, w.left(item.until, now, commune), w.until(item.until, now), kind)


def _heading(due: Sequence[Task], all_of_them: int) -> str:
    if not all_of_them:
        return "Nada espera por su oficina"
    if not due:
        return f"Nada vence hoy; {w.count(all_of_them, 'asunto espera', 'asuntos esperan')}"
    first = due[0].item.until
    late = sum(task.left == "vencido" for task in due)
    many = NUMBERS[len(due)] if len(due) < len(NUMBERS) else str(len(due))
    said = f"{many} {'asunto vence' if len(due) == 1 else 'asuntos vencen'} hoy".capitalize()
    if late == len(due):
        return f"{many} {'asunto venció' if late == 1 else 'asuntos vencieron'} hoy".capitalize()
    return f"{said}, a las {w.clock(first)}" if len(due) == 1 and first else f"{said}; {_first(due)}"


def _first(due: Sequence[Task]) -> str:
    ahead = next(task for task in due if task.left != "vencido")
    return f"el próximo, a las {w.clock(ahead.item.until)}" if ahead.item.until else ""


def _ruler(due: Sequence[Task], now: datetime, commune: str) -> Ruler | None:
    local = now.astimezone(SANTIAGO)
    opens, closes = office_hours(local.date(), commune)
    if opens >= closes:
        return None
    length = (closes - opens).total_seconds()

    def place(at: datetime) -> float:
        share = (at - opens).total_seconds() / length
        return round(8 + 784 * min(1.0, max(0.0, share)), 1)

    whole = [opens.astimezone(SANTIAGO).replace(hour=h, minute=0) for h in range(OPENS.hour + 1, 24)]
    hours = [(place(at), f"{at.hour}:00") for at in whole if opens < at < closes]
    marks = [Mark(place(t.item.until), t.number, t.kind) for t in due if t.item.until]
    ends = ", ".join(f"{t.number} a las {w.clock(t.item.until)}" for t in due if t.item.until)
    told = f"Su jornada de hoy: son las {w.clock(now)}. {f'Vencen: {ends}. ' if ends else ''}"
    return Ruler(hours, place(now), w.clock(now), marks, f"{told}La jornada termina a las {w.clock(closes)}.")


def _vacancy(item: WaitingView) -> str:
    return f"/vacantes/{item.matter_id}"


def _leases(item: WaitingView, now: datetime) -> Said:
    leases: list[list[Any]] = item.needs["leases"]
    many = len(leases)
    of_them = "1 reserva" if many == 1 else f"{many} reservas"
    one, several = "el cupo se libera y esa persona no vuelve", "los cupos se liberan y esas personas no vuelven"
    lost = one if many == 1 else several
    fields = [("do", "extend"), ("back", "/"), *(("lease", f"{lease} {fence}") for lease, fence in leases[:200])]
    extend = "Extenderla" if many == 1 else f"Extender las {many}"
    return Said(
        f"Diga qué pasó con {of_them} de «{item.title}»",
        f"{_vacancy(item)}#leases",
        f"Si nadie dice nada, {lost} a esta vacante.",
        (Button(f"{_vacancy(item)}/cupos", extend, fields, strong=True), Link(f"{_vacancy(item)}#leases", "Revisar")),
    )


def _call(item: WaitingView, now: datetime) -> Said:
    seats = w.count(item.needs["seats"], "cupo", "cupos")
    return Said(
        f"{w.commune(item.home or '')} pide personas para «{item.title}»: {seats} por llenar",
        _vacancy(item),
        "Quien no responde a tiempo queda como silencio; decir que no hay nadie también ayuda.",
        (
            Link(f"{_vacancy(item)}/fichas", "Ver quiénes calzan", strong=True),
            Link(f"{_vacancy(item)}#decline", "No tenemos a quién ofrecer"),
        ),
    )


def _proposal(item: WaitingView, now: datetime) -> Said:
    many = item.needs["candidates"]
    fit = "1 persona calza" if many == 1 else f"{many} personas calzan"
    address = f"/propuestas/{item.needs['proposal_id']}"
    return Said(
        f"Confirme a quién ofrecer a {w.commune(item.home or '')}: {fit}",
        address,
        f"«{item.title}».",
        (Link(address, "Ver la ficha" if many == 1 else f"Ver las {many} fichas", strong=True),),
    )


def _window(item: WaitingView, now: datetime) -> Said:
    seats = w.count(item.needs["seats"], "cupo", "cupos")
    return Said(
        f"«{item.title}»: {seats} por llenar con su gente",
        _vacancy(item),
        "Cuando termine este plazo se pregunta a las comunas vecinas.",
        (Link(f"{_vacancy(item)}#acts", "No damos abasto"),),
    )


def _verify(item: WaitingView, now: datetime) -> Said:
    many = len(item.needs["placements"])
    of_them = "1 colocación" if many == 1 else f"{many} colocaciones"
    return Said(f"Anote las cotizaciones de {of_them} de «{item.title}»", f"{_vacancy(item)}#placements")


def _erase(item: WaitingView, now: datetime) -> Said:
    leases: list[str] = item.needs["leases"]
    address = f"{_vacancy(item)}/cupos/{leases[0]}"
    done = Button(f"{address}/borrado", "Ya los borré", [("back", "/")])
    of_whom = "una persona" if len(leases) == 1 else f"{len(leases)} personas"
    why = f"«{item.title}»: lo que se le entregó ya no se puede usar."
    return Said(f"Borre los datos de {of_whom} y confirme que lo hizo", f"{address}/persona", why, (done,))


def _approach(item: WaitingView, now: datetime) -> Said:
    on = f"{w.day(item.until).capitalize()} a las {w.clock(item.until)}." if item.until else ""
    address = f"/empresas/gestiones/{item.needs['approach_id']}"
    back = [("employer", item.matter_id), ("back", "/")]
    return Said(
        f"{w.commune(item.needs['from'])} propone ir juntos a «{item.title}»",
        f"/empresas/{item.matter_id}",
        on,
        (
            Button(address, "Nos sumamos", [("joins", "true"), *back]),
            Button(address, "No nos sumamos", [("joins", "false"), *back]),
        ),
    )


TOLD: dict[str, Callable[[WaitingView, datetime], Said]] = {
    **agenda_tasks.TOLD,
    "leases": _leases,
    "call": _call,
    "proposal": _proposal,
    "window": _window,
    "verify": _verify,
    "erase": _erase,
    "approach": _approach,
}
"""How each kind is said."""

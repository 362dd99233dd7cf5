"""What a date costs and why, in the Spanish of Chile, as an officer reads it."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from services.events.agenda.board import Board, opening
from services.events.agenda.grid import HALF
from services.events.agenda.proposing import (
    Slot,
    attending,
    harvesting,
    in_other_part,
    near,
    passing_lunch,
    turns,
)
from services.events.agenda.wish import Participant, PartOfDay
from shared.calendar import SANTIAGO, is_holiday
from shared.territory import name_of, names_of
from shared.text import LOCALE, count, listed

TOLD_APART = 3
"""So many who travel are told each for itself; more are told together."""

PARTS = {PartOfDay.MORNING: "la mañana", PartOfDay.AFTERNOON: "la tarde"}

CAUSES = {
    "busy": ("tiene un compromiso", "tienen un compromiso"),
    "holiday": ("está de feriado", "están de feriado"),
    "closed": ("no atiende a esa hora", "no atienden a esa hora"),
    "way": ("no alcanza a ir y volver", "no alcanzan a ir y volver"),
}
"""Why somebody cannot come: of one, of several."""


def reasons_of(board: Board, slot: Slot) -> tuple[str, ...]:
    """The sentences of a date: who can, whose turn it is, who travels, and what speaks against the day."""
    question = board.question
    place = question.places[slot.place]
    at = board.grid.at(slot.bit).astimezone(SANTIAGO)
    said = [_who_can(board, slot), _turn(board, slot), _travel(board, slot)]
    if passing := passing_lunch(board, slot):
        who = names_of(passing) if len(passing) <= TOLD_APART else f"{len(passing)} oficinas"
        said.append(f"{who} {_form(passing, 'viaja', 'viajan')} a la hora de almuerzo.")
    said += [f"Cae en plena cosecha de {name_of(commune)}." for commune in harvesting(question, place, slot.day)]
    said += [f"El mismo día es «{each.title}» en {name_of(each.commune)}." for each in near(question.wish, slot.day)]
    if question.wish.part and in_other_part(question.wish, at):
        other = next(words for part, words in PARTS.items() if part != question.wish.part)
        said.append(f"Es en {other} y se pidió en {PARTS[question.wish.part]}.")
    return tuple(sentence for sentence in said if sentence)


def _who_can(board: Board, slot: Slot) -> str:
    everybody = board.question.participants
    coming = set(attending(board, slot))
    missing = [each for each in everybody if each.commune not in coming]
    if not missing:
        return f"{name_of(everybody[0].commune)} puede." if len(everybody) == 1 else "Pueden todas."
    causes: dict[str, list[str]] = {}
    for each in missing:
        causes.setdefault(_cause(board, slot, each), []).append(each.commune)
    if len(missing) == 1:
        return f"Pueden todas menos {name_of(missing[0].commune)}, que {CAUSES[next(iter(causes))][0]}."
    told = "; ".join(f"{names_of(communes)} {_form(communes, *CAUSES[cause])}" for cause, communes in causes.items())
    return f"Pueden {len(coming)} de {len(everybody)}: {told}."


def _cause(board: Board, slot: Slot, who: Participant) -> str:
    """Why somebody cannot be there: the first that is true of a holiday, closed doors, an engagement, and the way."""
    start = board.grid.at(slot.bit)
    end = start + board.length * HALF
    if is_holiday(slot.day, who.commune):
        return "holiday"
    open_ = opening(who, slot.day, board.question.wish.saturday, board.policy)
    if not open_ or start < open_[0] or open_[1] < end:
        return "closed"
    way = board.ways[slot.place][who.commune] * HALF
    if any(start - way < until and since < end + way for since, until in who.busy):
        return "busy"
    return "way"


def _turn(board: Board, slot: Slot) -> str:
    """Whose turn it is to receive, and if another one does, past whom."""
    order = turns(board)
    host = board.question.places[slot.place].commune
    if len(order) < 2 or host not in order or not any(order.values()):
        return ""
    if order[host] == 0:
        return f"Le toca a {name_of(host)}: {_since(board.question.wish.hosted.get(host), slot.day)}."
    first = [commune for commune in sorted(order) if order[commune] == 0]
    return f"Recibe {name_of(host)}, aunque {_form(first, 'le', 'les')} tocaba a {names_of(first)}."


def _since(last: date | None, day: date) -> str:
    if last is None:
        return "todavía no recibe ninguna"
    year = "" if last.year == day.year else " 'de' y"
    return f"no recibe desde {format_date(last, f'MMMM{year}', locale=LOCALE)}"


def _travel(board: Board, slot: Slot) -> str:
    question = board.question
    to = question.places[slot.place].commune
    minutes = {c: question.minutes(c, to) for c in attending(board, slot) if c != to}
    if not minutes:
        return ""
    if len(minutes) <= TOLD_APART:
        told = listed([f"{name_of(c)} viaja {count(way, 'minuto', 'minutos')}" for c, way in minutes.items()])
        return f"{told}."
    farthest = max(minutes, key=lambda c: minutes[c])
    mean = count(round(sum(minutes.values()) / len(minutes)), "minuto", "minutos")
    return f"Viajan {len(minutes)} oficinas, {mean} en promedio; la que más, {name_of(farthest)}, {minutes[farthest]}."


def _form(of: Sequence[str], one: str, several: str) -> str:
    return one if len(of) == 1 else several

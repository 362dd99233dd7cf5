"""Which office is asked for help: the one best placed by its good answers, its load, its type and its hours, and why.

The points are the project's own proposal, unverified.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.agenda import Process
from shared.contracts.communes import OmilType
from shared.text import count, when

GOOD_ANSWER, MOST_GOOD = 3, 5
"""Points of a good answer to the same process, and how many count: beyond these load decides, or one gets all."""
PENDING = 4
"""Points that each question costs which waits for the office already."""
DAY_LATER = 2
"""Points that each day costs by which the office can answer later than the first."""
TYPE_POINTS = {OmilType.I: 6, OmilType.II: 4, OmilType.III: 2, OmilType.IV: 0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An office that may be asked. `good`: answers to this process that helped; `pending`: questions that wait for it.

    `answer_by`: when its working hours for an answer would be over.
    """

    commune: str
    name: str
    omil_type: OmilType
    good: int
    pending: int
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """The office that is asked, until when, and why, in Spanish."""

    commune: str
    answer_by: datetime
    reasons: tuple[str, ...]


def best_placed(candidates: Iterable[Candidate], code: Process) -> Choice | None:
    """The candidate with most points; of equals the one that answers first, then the lower code. None: nobody."""
    found = list(candidates)
    if not found:
        return None
    first = min(each.answer_by for each in found)
    best = min(found, key=lambda each: (-_points(each, first), each.answer_by, each.commune))
    return Choice(best.commune, best.answer_by, reasons_of(best, code))


def reasons_of(one: Candidate, code: Process) -> tuple[str, ...]:
    """«San Carlos: respondió bien 4 de PP33, tiene 1 pregunta pendiente», its type, and until when it can answer."""
    known = f"respondió bien {one.good} de {code.label}" if one.good else f"todavía no ha respondido de {code.label}"
    waits = f"tiene {count(one.pending, 'pregunta pendiente', 'preguntas pendientes')}"
    waiting = waits if one.pending else "no tiene preguntas pendientes"
    return (
        f"{one.name}: {known}, {waiting}",
        f"Es una OMIL de tipo {one.omil_type.value}",
        f"Alcanza a responder hasta el {when(one.answer_by)}",
    )


def _points(one: Candidate, first: datetime) -> int:
    later = (one.answer_by - first).days
    good = GOOD_ANSWER * min(one.good, MOST_GOOD)
    return good + TYPE_POINTS[one.omil_type] - PENDING * one.pending - DAY_LATER * later

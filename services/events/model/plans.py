"""The Mesa's plan of a year: its lines, and how each of them stands by what the books of the agenda say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services.events.model.activities import Activity, State
from shared.calendar import SANTIAGO
from shared.contracts.agenda import (
    ActivityKind,
    Goal,
    Measure,
    PlanActivitySet,
    PlanFact,
    PlanGoalSet,
    PlanLineDropped,
    PlannedActivity,
)
from shared.text import count, day


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One goal or one planned activity. `commune` wrote it last."""

    line_id: str
    commune: str
    content: Goal | PlannedActivity

    @property
    def named(self) -> tuple[str, ...]:
        """The communes that it names, each once; none: a goal of the whole Mesa."""
        if isinstance(self.content, PlannedActivity):
            return tuple(dict.fromkeys((self.content.host, *self.content.invited)))
        return (self.content.owner,) if self.content.owner else ()


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The plan of a year; its lines stand in the order in which they came."""

    year: int
    lines: tuple[PlanLine, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return str(self.year)

    def line(self, line_id: str) -> PlanLine | None:
        return next((line for line in self.lines if line.line_id == line_id), None)

    def put(self, line: PlanLine) -> "YearPlan":
        """With a line, in the place of the one that it corrects."""
        if self.line(line.line_id) is None:
            return replace(self, lines=(*self.lines, line))
        return replace(self, lines=tuple(line if each.line_id == line.line_id else each for each in self.lines))

    def without(self, line: PlanLine) -> "YearPlan":
        return replace(self, lines=tuple(each for each in self.lines if each.line_id != line.line_id))


class Standing(StrEnum):
    """How a line stands."""

    HELD = "held"
    """It is done."""
    SCHEDULED = "scheduled"
    """It has a date; of a goal, what is scheduled will do."""
    LATE = "late"
    """Its time is over and it is not done."""
    NOT_YET = "not_yet"
    """There is time, and it has no date."""


@dataclass(frozen=True, slots=True)
class YearBooks:
    """What the agenda has of a year: what is held, not called off; agreements kept and answers accepted by commune."""

    activities: Sequence[Activity]
    kept: Mapping[str, int]
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LineStanding:
    """How a line stands: of a goal how many are `done` and `coming` in time, of an activity which one it became."""

    standing: Standing
    done: int = 0
    coming: int = 0
    activity: Activity | None = None


def standings(plan: YearPlan, books: YearBooks, today: date) -> dict[str, LineStanding]:
    """How each line stands today, by its id."""
    became = _became(plan, books.activities)
    return {
        line.line_id: _of_goal(line.content, books, today)
        if isinstance(line.content, Goal)
        else _of_activity(line.content, became.get(line.line_id), plan.year, today)
        for line in plan.lines
    }


def _of_goal(goal: Goal, books: YearBooks, today: date) -> LineStanding:
    if goal.measure in (Measure.AGREEMENTS, Measure.ANSWERS):
        counted = books.kept if goal.measure is Measure.AGREEMENTS else books.answers
        done, coming = counted.get(goal.owner, 0) if goal.owner else sum(counted.values()), 0
    else:
        mine = [a for a in books.activities if _counts(a, goal)]
        done = sum(a.over for a in mine)
        coming = len(mine) - done
    if done >= goal.number:
        return LineStanding(Standing.HELD, done, coming)
    if goal.due_on < today:
        return LineStanding(Standing.LATE, done, coming)
    return LineStanding(Standing.SCHEDULED if done + coming >= goal.number else Standing.NOT_YET, done, coming)


def _counts(a: Activity, goal: Goal) -> bool:
    """Whether an activity counts for a goal, now or when it is over. A visit to an employer is none to an office."""
    wanted = a.kind is _KIND_OF[goal.measure] and (a.kind is not ActivityKind.VISIT or bool(a.invited))
    return wanted and (goal.owner is None or goal.owner in a.hosts) and _day(a) <= goal.due_on


def _became(plan: YearPlan, activities: Iterable[Activity]) -> dict[str, Activity]:
    """The activity of the same kind and host that each planned one has become: of its own month, else of a later one
    that no other line wants.
    """
    free = sorted(activities, key=lambda a: (a.starts_at, a.activity_id))
    found: dict[str, Activity] = {}
    for own_month in (True, False):
        for line in plan.lines:
            asked = line.content
            if isinstance(asked, Goal) or line.line_id in found:
                continue
            for a in free:
                in_time = _day(a).month == asked.month if own_month else _day(a).month > asked.month
                if a.kind is asked.kind and asked.host in a.hosts and in_time:
                    found[line.line_id] = a
                    free.remove(a)
                    break
    return found


def _of_activity(asked: PlannedActivity, became: Activity | None, year: int, today: date) -> LineStanding:
    if became is not None:
        done = became.state is not State.SCHEDULED
        return LineStanding(Standing.HELD if done else Standing.SCHEDULED, activity=became)
    over = (year, asked.month) < (today.year, today.month)
    return LineStanding(Standing.LATE if over else Standing.NOT_YET)


def told(content: Goal | PlannedActivity) -> str:
    """What a line says, in Spanish: «12 reuniones, hasta el jueves 31 de diciembre»."""
    if isinstance(content, Goal):
        return f"{count(content.number, *_WORDS[content.measure])}, hasta el {day(content.due_on)}"
    return f"«{content.title}» en {MONTHS[content.month - 1]}"


def goal_set(year: int, line: PlanLine, goal: Goal, communes: tuple[str, ...]) -> PlanFact:
    return PlanGoalSet(**_about(year, line, line.commune, communes), goal=goal)


def activity_set(year: int, line: PlanLine, activity: PlannedActivity) -> PlanFact:
    return PlanActivitySet(**_about(year, line, line.commune, line.named), activity=activity)


def dropped(year: int, line: PlanLine, commune: str, communes: tuple[str, ...], why: str) -> PlanFact:
    return PlanLineDropped(**_about(year, line, commune, communes), why=why)


def _about(year: int, line: PlanLine, commune: str, communes: tuple[str, ...]) -> dict[str, object]:
    concerned = tuple(dict.fromkeys((commune, *communes)))
    about = {"year": year, "line_id": line.line_id, "commune": commune}
    return {**about, "communes": concerned, "what": told(line.content)[:300]}


def _day(a: Activity) -> date:
    return a.starts_at.astimezone(SANTIAGO).date()


_KIND_OF = {
    Measure.MEETINGS: ActivityKind.MEETING,
    Measure.FAIRS: ActivityKind.FAIR,
    Measure.ENCUENTROS: ActivityKind.ENCUENTRO,
    Measure.VISITS: ActivityKind.VISIT,
}
_WORDS = {
    Measure.MEETINGS: ("reunión", "reuniones"),
    Measure.FAIRS: ("feria", "ferias"),
    Measure.ENCUENTROS: ("encuentro", "encuentros"),
    Measure.VISITS: ("visita a otra oficina", "visitas a otras oficinas"),
    Measure.AGREEMENTS: ("acuerdo cumplido", "acuerdos cumplidos"),
    Measure.ANSWERS: ("respuesta que sirvió", "respuestas que sirvieron"),
}
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip

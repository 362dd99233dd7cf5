"""The plan of a year: who may change a line, and how each line stands by what the agenda says."""

from datetime import date
from typing import Any

from services.events.model import plans
from services.events.model.activities import Activity, State
from services.events.model.plans import PlanLine, Standing, YearBooks, YearPlan, standings
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    Goal,
    Measure,
    PlanActivitySet,
    PlanGoalSet,
    PlanLineDropped,
    PlannedActivity,
)
from tests.unit.services.events.mothers import CHILLAN, NIQUEN, SAN_CARLOS, SAN_FABIAN, EventsInMemory, time

GOAL = Goal(measure=Measure.MEETINGS, number=2, due_on=date(2026, 12, 31))
FAIR = PlannedActivity(kind=ActivityKind.FAIR, title="Feria", month=4, host=NIQUEN, invited=(SAN_CARLOS,))
TODAY = date(2026, 5, 2)


def _goal(commune: str = SAN_CARLOS, goal: Goal = GOAL, year: int = 2026, **more: Any) -> intake.PlanGoal:
    return intake.PlanGoal(commune=commune, year=year, goal=goal, **more)


def _held(n: int, kind: ActivityKind, days: float, state: State = State.CONCLUDED, **more: Any) -> Activity:
    host = more.pop("commune", NIQUEN)
    when = time(days)
    return Activity(f"a{n}", kind, host, "Algo", "Sala", when["starts_at"], when["ends_at"], state=state, **more)


def _standing(content: Goal | PlannedActivity, *held: Activity, today: date = TODAY, **counted: Any) -> Standing:
    books = YearBooks(held, counted.get("kept", {}), counted.get("answers", {}))
    return standings(YearPlan(2026, (PlanLine("l", NIQUEN, content),)), books, today)["l"].standing


def test_a_line_is_set_corrected_and_dropped_by_whoever_it_is_about_and_all_it_concerns_are_told() -> None:
    events = EventsInMemory()
    line = events.handles(intake.PlanActivity(commune=SAN_FABIAN, year=2026, activity=FAIR))["line_id"]
    (told,) = events.said(PlanActivitySet)
    assert (told.communes, told.what) == ((SAN_FABIAN, NIQUEN, SAN_CARLOS), "«Feria» en abril")
    later = FAIR.model_copy(update={"month": 5})
    change = intake.PlanActivity(commune=NIQUEN, year=2026, line_id=line, activity=later)
    assert events.handles(change) == events.handles(change) == {"line_id": line}
    assert [fact.activity.month for fact in events.said(PlanActivitySet)] == [4, 5], "the same again says nothing"
    drop = intake.PlanDrop(commune=SAN_FABIAN, year=2026, line_id=line, why="No hay gimnasio")
    assert events.faults(drop) == [("not_your_line", "commune")], "it is Ñiquén's now, with San Carlos"
    events.handles(drop.model_copy(update={"commune": SAN_CARLOS}))
    (gone,) = events.said(PlanLineDropped)
    assert (gone.line_id, gone.communes) == (line, (SAN_CARLOS, NIQUEN))
    assert events.faults(drop) == [("unknown_line", "line_id")]


def test_a_goal_of_the_whole_mesa_is_everybodys_and_a_repeat_makes_no_second() -> None:
    events = EventsInMemory()
    assert events.handles(_goal(), "same") == events.handles(_goal(), "same")
    (told,) = events.said(PlanGoalSet)
    assert set(told.communes) == {SAN_CARLOS, NIQUEN, SAN_FABIAN}
    assert told.what == "2 reuniones, hasta el jueves 31 de diciembre"
    events.handles(intake.PlanDrop(commune=NIQUEN, year=2026, line_id=told.line_id, why="Cambió"))


def test_what_no_plan_can_hold_is_refused() -> None:
    events = EventsInMemory()
    assert events.faults(_goal(year=2025)) == [("due_out_of_range", "goal.due_on")]
    assert events.faults(_goal(year=2029, goal=GOAL.model_copy(update={"due_on": date(2029, 3, 1)}))) == [
        ("period_out_of_range", "year")
    ]
    assert events.faults(_goal(CHILLAN)) == [("commune_not_in_mesa", "commune")]
    stranger = GOAL.model_copy(update={"owner": CHILLAN})
    assert events.faults(_goal(goal=stranger)) == [("unknown_commune", "goal.owner.0")]
    line = events.handles(_goal())["line_id"]
    other = intake.PlanActivity(commune=NIQUEN, year=2026, line_id=line, activity=FAIR)
    assert events.faults(other) == [("unknown_line", "line_id")], "a goal becomes no activity"
    for _ in range(59):
        events.handles(_goal())
    assert events.faults(_goal()) == [("too_many_lines", "year")]


def test_a_planned_activity_stands_as_the_agenda_says() -> None:
    assert _standing(FAIR) is Standing.LATE, "April is over"
    assert _standing(FAIR, today=date(2026, 4, 30)) is Standing.NOT_YET
    assert _standing(FAIR, _held(1, ActivityKind.FAIR, 40)) is Standing.HELD
    assert _standing(FAIR, _held(1, ActivityKind.FAIR, 40, State.SCHEDULED)) is Standing.SCHEDULED
    assert _standing(FAIR, _held(1, ActivityKind.FAIR, 80, State.SCHEDULED)) is Standing.SCHEDULED, "a later month"
    assert _standing(FAIR, _held(1, ActivityKind.FAIR, 10)) is Standing.LATE, "that of March is another one"
    assert _standing(FAIR, _held(1, ActivityKind.FAIR, 40, commune=SAN_CARLOS)) is Standing.LATE
    assert _standing(FAIR, _held(1, ActivityKind.ENCUENTRO, 40)) is Standing.LATE


def test_one_fair_fulfils_one_line_and_its_own_month_has_it_first() -> None:
    may = PlanLine("may", NIQUEN, FAIR.model_copy(update={"month": 5}))
    plan = YearPlan(2026, (PlanLine("april", NIQUEN, FAIR), may))
    found = standings(plan, YearBooks([_held(1, ActivityKind.FAIR, 65)], {}, {}), date(2026, 6, 1))
    assert {key: each.standing for key, each in found.items()} == {"april": Standing.LATE, "may": Standing.HELD}


def test_a_goal_counts_what_was_done_in_time_by_its_owner() -> None:
    one, coming = _held(1, ActivityKind.MEETING, 1), _held(2, ActivityKind.MEETING, 90, State.SCHEDULED)
    assert _standing(GOAL, one) is Standing.NOT_YET
    assert _standing(GOAL, one, coming) is Standing.SCHEDULED
    assert _standing(GOAL, one, _held(2, ActivityKind.MEETING, 40, State.ENDED)) is Standing.HELD
    soon = GOAL.model_copy(update={"due_on": date(2026, 4, 30)})
    assert _standing(soon, one, coming) is Standing.LATE
    own = GOAL.model_copy(update={"owner": SAN_CARLOS, "number": 1})
    assert _standing(own, one) is Standing.NOT_YET
    assert _standing(own, _held(1, ActivityKind.MEETING, 1, co_hosts=(SAN_CARLOS,))) is Standing.HELD
    visits = Goal(measure=Measure.VISITS, number=1, due_on=GOAL.due_on)
    assert _standing(visits, _held(1, ActivityKind.VISIT, 1)) is Standing.NOT_YET, "an employer was visited"
    assert _standing(visits, _held(1, ActivityKind.VISIT, 1, invited=(SAN_CARLOS,))) is Standing.HELD
    answers = Goal(measure=Measure.ANSWERS, number=3, due_on=GOAL.due_on)
    assert _standing(answers, answers={NIQUEN: 1, SAN_CARLOS: 2}) is Standing.HELD
    theirs = answers.model_copy(update={"owner": NIQUEN})
    assert _standing(theirs, answers={NIQUEN: 1, SAN_CARLOS: 2}) is Standing.NOT_YET
    kept = theirs.model_copy(update={"measure": Measure.AGREEMENTS})
    assert _standing(kept, kept={NIQUEN: 3}) is Standing.HELD


def test_every_measure_has_its_words() -> None:
    assert {plans.told(GOAL.model_copy(update={"measure": each})).split(" ", 1)[0] for each in Measure} == {"2"}

"""How a fair is prepared: tasks counted back from the day, booths, and employers whom one office calls."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.events.model.activities import Activity
from services.events.model.preparation import Guest, Task
from shared.contracts import intake
from shared.contracts.agenda import ActivityPrepared, EmployerConfirmed, TaskDone, TaskLate
from tests.unit.services.events.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, EventsInMemory, fair, meeting, time


def planned(booths: int | None = None, *days_before: int) -> tuple[EventsInMemory, str]:
    events = EventsInMemory()
    fair_id = events.handles(fair(NIQUEN, days=31, invited=(SAN_CARLOS, SAN_FABIAN)))["fair_id"]  # Thursday 2 April
    prepare(events, fair_id, booths, *days_before)
    return events, fair_id


def prepare(events: EventsInMemory, fair_id: str, booths: int | None, *days_before: int) -> None:
    tasks = tuple(intake.TaskAsked(what=f"Tarea {n}", owner=SAN_CARLOS, days_before=n) for n in days_before)
    events.handles(intake.ActivityPrepare(commune=NIQUEN, activity_id=fair_id, booths=booths, tasks=tasks))


def answer(commune: str, fair_id: str, employer: str, **more: Any) -> intake.EmployerAnswer:
    return intake.EmployerAnswer(commune=commune, activity_id=fair_id, employer=employer, **{"comes": True, **more})


def test_a_task_is_due_on_a_working_day_counted_back_and_moves_with_the_fair() -> None:
    events, fair_id = planned(None, 0, 4, 10)
    due = [task.due_on for task in sorted(events.books.all(Task), key=lambda task: task.number)]
    assert due == [date(2026, 4, 2), date(2026, 3, 27), date(2026, 3, 23)], "the 29th of March is a Sunday"
    events.handles(intake.ActivityMove(commune=NIQUEN, activity_id=fair_id, why="Lluvia", **time(38, lasts=5)))
    due = [task.due_on for task in sorted(events.books.all(Task), key=lambda task: task.number)]
    assert due == [date(2026, 4, 9), date(2026, 4, 2), date(2026, 3, 30)], "Friday the 3rd is Good Friday"


def test_a_task_that_nobody_finished_is_late_once_and_in_time_again_when_the_fair_is_later() -> None:
    events, fair_id = planned(None, 10)
    events.now = events.books.get(Task, f"{fair_id}/1").due_at  # type: ignore[union-attr,assignment]
    events.ticks()
    assert [(fact.owner, fact.due_on) for fact in events.said(TaskLate)] == [(SAN_CARLOS, date(2026, 3, 23))]
    events.handles(intake.ActivityMove(commune=NIQUEN, activity_id=fair_id, why="Lluvia", **time(38, lasts=5)))
    events.handles(intake.TaskFinish(commune=SAN_CARLOS, activity_id=fair_id, task=1))
    events.now = time(37)["starts_at"]
    events.ticks()
    assert len(events.said(TaskLate)) == len(events.said(TaskDone)) == 1


def test_a_task_that_was_told_late_is_not_told_again_when_the_plan_is_written_anew_for_the_same_day() -> None:
    """Its timer has been handled: due once more, it would be due for ever."""
    events, fair_id = planned(None, 10)
    events.now = events.books.get(Task, f"{fair_id}/1").due_at  # type: ignore[union-attr,assignment]
    events.ticks()
    prepare(events, fair_id, None, 10)
    events.ticks()
    assert len(events.said(TaskLate)) == 1
    prepare(events, fair_id, None, 4)
    assert events.books.get(Task, f"{fair_id}/1").due_at is not None, "another day is another time"  # type: ignore[union-attr]


def test_what_is_done_stays_done_when_the_plan_is_written_anew_and_what_is_left_out_is_nobodys() -> None:
    events, fair_id = planned(None, 4, 10)
    events.handles(intake.TaskFinish(commune=SAN_CARLOS, activity_id=fair_id, task=1))
    prepare(events, fair_id, None, 4)
    tasks = {task.number: (task.done, task.dropped) for task in events.books.all(Task)}
    assert tasks == {1: (True, False), 2: (False, True)}
    assert events.faults(intake.TaskFinish(commune=SAN_CARLOS, activity_id=fair_id, task=2)) == [
        ("unknown_task", "task")
    ]
    assert [len(fact.tasks) for fact in events.said(ActivityPrepared)] == [2, 1]
    events.handles(intake.ActivityCancel(commune=NIQUEN, activity_id=fair_id, why="Lluvia"))
    assert all(task.due_at is None for task in events.books.all(Task)), "of a fair that is called off nothing is late"


def test_an_employer_is_called_by_one_office_and_answers_to_it() -> None:
    events, fair_id = planned(2)
    events.handles(intake.EmployerInvite(commune=SAN_CARLOS, activity_id=fair_id, employer="Agrícola Los Robles SpA"))
    again = intake.EmployerInvite(commune=SAN_FABIAN, activity_id=fair_id, employer="AGRICOLA LOS ROBLES")
    assert events.faults(again) == [("already_invited", "employer")]
    assert events.faults(answer(SAN_FABIAN, fair_id, "Agrícola Los Robles")) == [("not_your_guest", "commune")]
    assert events.faults(answer(SAN_CARLOS, fair_id, "Packing Ñuble")) == [("unknown_employer", "employer")]
    assert len(events.books.all(Guest)) == 1


def test_booths_go_to_whoever_confirms_first_and_are_free_again_when_somebody_does_not_come() -> None:
    events, fair_id = planned(1)
    for name in ("Robles", "Packing"):
        events.handles(intake.EmployerInvite(commune=SAN_CARLOS, activity_id=fair_id, employer=name))
    assert events.handles(answer(SAN_CARLOS, fair_id, "Robles"))["booth"] == "1"
    assert events.faults(answer(SAN_CARLOS, fair_id, "Packing")) == [("no_booth_left", "booth")]
    assert "booth" not in events.handles(answer(SAN_CARLOS, fair_id, "Packing", booth=False)), "it needs none"
    events.handles(answer(SAN_CARLOS, fair_id, "Robles", comes=False))
    assert events.handles(answer(SAN_CARLOS, fair_id, "Packing"))["booth"] == "1"
    assert [fact.booth for fact in events.said(EmployerConfirmed)] == [1, None, 1]


def test_the_shares_are_the_whole_cost() -> None:
    share = {"commune": NIQUEN, "pesos": 100_000}
    with pytest.raises(ValidationError, match="sumar"):
        intake.ActivityPrepare(commune=NIQUEN, activity_id="f", total_pesos=300_000, costs=(share,))


def test_only_hosts_plan_and_only_who_takes_part_invites() -> None:
    events, fair_id = planned()
    assert events.faults(intake.ActivityPrepare(commune=SAN_CARLOS, activity_id=fair_id)) == [
        ("not_your_activity", "commune")
    ]
    held = events.handles(meeting())["meeting_id"]
    assert events.faults(intake.EmployerInvite(commune=SAN_CARLOS, activity_id=held, employer="Robles")) == [
        ("no_employers_here", "activity_id")
    ]
    alone = events.handles(fair(NIQUEN, days=40))["fair_id"]
    assert events.faults(intake.EmployerInvite(commune=SAN_CARLOS, activity_id=alone, employer="Robles")) == [
        ("not_of_the_party", "commune")
    ]
    assert len(events.books.all(Activity)) == 3

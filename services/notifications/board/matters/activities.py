"""What offices hold together, as the page shows it: a fair, an encuentro, a meeting or a visit."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts import agenda
from shared.contracts.agenda import ActivityFact, ActivityKind, Chain, Slot
from shared.contracts.envelope import Envelope, Fact


class ActivityStage(StrEnum):
    """How it stands; that its time is over is no fact."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    CONCLUDED = "concluded"


class Guest(State):
    """An employer and the office that speaks with it. `comes` None: no answer yet."""

    employer: str
    office: str
    comes: bool | None = None
    booth: int | None = None


class Task(State):
    """Something to be done before the day."""

    what: str
    owner: str
    due_on: date
    done: Said | None = None
    late: Said | None = None


class Listed(State):
    """A vacancy on the list of a fair."""

    commune: str
    title: str
    seats_left: int


class Counted(State):
    """How far people came, of all and of each commune; what could tell who they were is None."""

    months: int
    said: Said
    mesa: Chain
    by_commune: dict[str, Chain] = {}


class Results(State):
    """What came of it, as its host wrote."""

    said: Said
    attended: tuple[str, ...] = ()
    employers: int | None = None
    visitors: int | None = None
    interviews: int | None = None
    summary: str | None = None
    purpose: str | None = None
    looked_at: str | None = None
    learned: str | None = None


class Activity(State):
    """A matter; `stage` None: nobody said yet when it is held."""

    activity_id: str
    commune: str
    kind: ActivityKind | None = None
    stage: ActivityStage | None = None
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    venue_id: str | None = None
    employer: str | None = None
    proposal_id: str | None = None
    co_hosts: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    sequence: int = 0
    before: Slot | None = None
    why: str | None = None
    booths: int | None = None
    costs: dict[str, int] = {}
    tasks: dict[int, Task] = {}
    guests: dict[str, Guest] = {}
    listed: dict[str, Listed] = {}
    interviewed: tuple[Said, ...] = ()
    results: Results | None = None
    counted: tuple[Counted, ...] = ()

    @property
    def party(self) -> tuple[str, ...]:
        """Every commune that it concerns, the host first."""
        return tuple(dict.fromkeys((self.commune, *self.co_hosts, *self.invited)))


def _begun(before: Activity | None, fact: Any) -> Activity:
    return (before or Activity(activity_id=fact.activity_id, commune=fact.commune)).having(commune=fact.commune)


def _told(before: Activity | None, fact: ActivityFact, *names: str) -> Activity:
    """With what every fact of the activity itself says, and with these fields of this one."""
    always = ("title", "starts_at", "co_hosts", "invited", "sequence", *names)
    return _begun(before, fact).having(kind=fact.KIND, **{name: getattr(fact, name) for name in always})


def on_scheduled(before: Activity | None, envelope: Envelope[Any]) -> Activity:
    names = ("place", "ends_at", "venue_id", "employer", "proposal_id")
    return _told(before, envelope.data, *names).having(stage=ActivityStage.SCHEDULED)


def on_moved(before: Activity | None, envelope: Envelope[Any]) -> Activity:
    moved = _told(before, envelope.data, "place", "ends_at", "venue_id", "before", "why")
    # due as many days before the new day: what was late may be in time for it
    again: dict[int, Task] = {}
    for one in envelope.data.tasks:
        known = moved.tasks.get(one.task) or Task(what=one.what, owner=one.owner, due_on=one.due_on)
        again[one.task] = known.having(due_on=one.due_on, late=None)
    return moved.having(stage=ActivityStage.SCHEDULED, tasks={**moved.tasks, **again})


def on_cancelled(before: Activity | None, envelope: Envelope[Any]) -> Activity:
    return _told(before, envelope.data, "ends_at", "why").having(stage=ActivityStage.CANCELLED)


def on_concluded(before: Activity | None, envelope: Envelope[Any]) -> Activity:
    given = {name: getattr(envelope.data, name, None) for name in Results.model_fields if name != "said"}
    results = Results(said=said(envelope), **given)
    return _told(before, envelope.data).having(stage=ActivityStage.CONCLUDED, results=results)


def on_prepared(before: Activity | None, envelope: Envelope[agenda.ActivityPrepared]) -> Activity:
    """In the place of what was planned before; a task that is the same stays done."""
    fact, activity = envelope.data, _begun(before, envelope.data)
    tasks = {}
    for one in fact.tasks:
        known, task = activity.tasks.get(one.task), Task(what=one.what, owner=one.owner, due_on=one.due_on)
        same = known is not None and (known.what, known.owner) == (task.what, task.owner)
        tasks[one.task] = task.having(done=known.done) if known and same else task
    costs = {one.commune: one.pesos for one in fact.costs}
    return activity.having(booths=fact.booths, tasks=tasks, costs=costs)


def on_done(before: Activity | None, envelope: Envelope[agenda.TaskDone]) -> Activity:
    return _task(before, envelope.data, done=said(envelope))


def on_late(before: Activity | None, envelope: Envelope[agenda.TaskLate]) -> Activity:
    return _task(before, envelope.data, late=said(envelope))


def _task(before: Activity | None, fact: agenda.TaskFact, **changed: Any) -> Activity:
    activity = _begun(before, fact)
    known = activity.tasks.get(fact.task) or Task(what=fact.what, owner=fact.owner, due_on=fact.due_on)
    return activity.having(tasks={**activity.tasks, fact.task: known.having(due_on=fact.due_on, **changed)})


def on_invited(before: Activity | None, envelope: Envelope[agenda.EmployerInvited]) -> Activity:
    return _guest(before, envelope.data)


def on_confirmed(before: Activity | None, envelope: Envelope[agenda.EmployerConfirmed]) -> Activity:
    return _guest(before, envelope.data, comes=True, booth=envelope.data.booth)


def on_declined(before: Activity | None, envelope: Envelope[agenda.EmployerDeclined]) -> Activity:
    return _guest(before, envelope.data, comes=False)


def _guest(before: Activity | None, fact: agenda.EmployerFact, **answer: Any) -> Activity:
    activity = _begun(before, fact)
    guest = Guest(employer=fact.employer, office=fact.office).having(**answer)
    return activity.having(guests={**activity.guests, fact.employer_id: guest})


def on_listed(before: Activity | None, envelope: Envelope[agenda.FairListed]) -> Activity:
    fact, activity = envelope.data, _begun(before, envelope.data)
    one = Listed(commune=fact.vacancy_commune, title=fact.vacancy_title, seats_left=fact.seats_left)
    return activity.having(listed={**activity.listed, fact.vacancy_id: one})


def on_interviewed(before: Activity | None, envelope: Envelope[agenda.FairInterviewed]) -> Activity:
    """Of whom is not kept: the page counts them."""
    activity = _begun(before, envelope.data)
    one = Said(at=envelope.data.at, fact_id=envelope.id)
    return activity.having(interviewed=(*activity.interviewed, one))


def on_counted(before: Activity | None, envelope: Envelope[agenda.FairCounted]) -> Activity:
    fact, activity = envelope.data, _begun(before, envelope.data)
    one = Counted(months=fact.months, said=said(envelope), mesa=fact.mesa, by_commune=fact.by_commune)
    others = (known for known in activity.counted if known.months != fact.months)
    return activity.having(counted=(*others, one))


FOLDS: Mapping[type[Fact], Fold] = {
    agenda.FairScheduled: on_scheduled,
    agenda.FairMoved: on_moved,
    agenda.FairCancelled: on_cancelled,
    agenda.FairConcluded: on_concluded,
    agenda.EncuentroScheduled: on_scheduled,
    agenda.EncuentroMoved: on_moved,
    agenda.EncuentroCancelled: on_cancelled,
    agenda.EncuentroConcluded: on_concluded,
    agenda.MeetingScheduled: on_scheduled,
    agenda.MeetingMoved: on_moved,
    agenda.MeetingCancelled: on_cancelled,
    agenda.MeetingConcluded: on_concluded,
    agenda.VisitScheduled: on_scheduled,
    agenda.VisitMoved: on_moved,
    agenda.VisitCancelled: on_cancelled,
    agenda.VisitConcluded: on_concluded,
    agenda.ActivityPrepared: on_prepared,
    agenda.TaskDone: on_done,
    agenda.TaskLate: on_late,
    agenda.EmployerInvited: on_invited,
    agenda.EmployerConfirmed: on_confirmed,
    agenda.EmployerDeclined: on_declined,
    agenda.FairListed: on_listed,
    agenda.FairInterviewed: on_interviewed,
    agenda.FairCounted: on_counted,
}

"""How an activity is prepared: booths, programme, costs, and tasks whose days are counted back from the day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.events.model.activities import Activity
from shared.calendar import SANTIAGO, is_working_day
from shared.contracts.agenda import (
    EmployerConfirmed,
    EmployerDeclined,
    EmployerInvited,
    TaskDone,
    TaskGiven,
    TaskLate,
)
from shared.contracts.intake import CostShare, ProgrammeItem


@dataclass(frozen=True, slots=True)
class Preparation:
    """What an activity needs beside its date. `booths`: how many; `costs`: pesos by commune."""

    activity_id: str
    booths: int | None = None
    programme: tuple[ProgrammeItem, ...] = ()
    costs: tuple[CostShare, ...] = ()

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.activity_id


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that must be done before the day. It is due when its day is over and it is not done."""

    activity_id: str
    number: int
    what: str
    owner: str
    days_before: int
    due_on: date
    done: bool = False
    told_late: bool = False
    dropped: bool = False

    @property
    def key(self) -> str:
        return f"{self.activity_id}/{self.number}"

    @property
    def group(self) -> str:
        return self.activity_id

    @property
    def due_at(self) -> datetime | None:
        if self.done or self.told_late or self.dropped:
            return None
        return datetime.combine(self.due_on + timedelta(days=1), time(), SANTIAGO)

    @property
    def given(self) -> TaskGiven:
        """As facts say it."""
        return TaskGiven(task=self.number, what=self.what, owner=self.owner, due_on=self.due_on)

    def finished(self) -> "Task":
        return replace(self, done=True)

    def late(self) -> "Task":
        return replace(self, told_late=True)

    def off(self) -> "Task":
        """Nobody has to do it any more."""
        return replace(self, dropped=True)

    def moved(self, day: datetime) -> "Task":
        """For another day of the activity: if it was late for the one before, it may be in time for this one."""
        due_on = day_before(day, self.days_before, self.owner)
        return self if due_on == self.due_on else replace(self, due_on=due_on, told_late=False)


def day_before(at: datetime, days: int, cut: str) -> date:
    """So many days before an activity; the working day of the office before that, if it is closed then."""
    day = at.astimezone(SANTIAGO).date() - timedelta(days=days)
    while days and not is_working_day(day, cut):
        day -= timedelta(days=1)
    return day


class Reply(StrEnum):
    """What an employer has answered."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Guest:
    """An employer at an activity. `office`: the only one that speaks with it about this; `booth`: its number."""

    activity_id: str
    employer_id: str
    employer: str
    office: str
    reply: Reply = Reply.INVITED
    booth: int | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.activity_id}/{self.employer_id}"

    @property
    def group(self) -> str:
        return self.activity_id

    def confirmed(self, booth: int | None) -> "Guest":
        return replace(self, reply=Reply.CONFIRMED, booth=booth)

    def declined(self) -> "Guest":
        return replace(self, reply=Reply.DECLINED, booth=None)


def told(a: Activity, guest: Guest) -> EmployerInvited | EmployerConfirmed | EmployerDeclined:
    """The fact of what an employer's invitation is now."""
    about = {
        "activity_id": a.activity_id,
        "commune": a.commune,
        "title": a.title,
        "starts_at": a.starts_at,
        "employer_id": guest.employer_id,
        "employer": guest.employer,
        "office": guest.office,
    }
    if guest.reply is Reply.CONFIRMED:
        return EmployerConfirmed(**about, booth=guest.booth)
    return EmployerDeclined(**about) if guest.reply is Reply.DECLINED else EmployerInvited(**about)


def done(a: Activity, task: Task) -> TaskDone:
    return TaskDone(**_about(a, task))


def late(a: Activity, task: Task) -> TaskLate:
    return TaskLate(**_about(a, task))


def _about(a: Activity, task: Task) -> dict[str, object]:
    about = {name: getattr(a, name) for name in ("activity_id", "commune", "title")}
    return {**about, "task": task.number, "what": task.what, "owner": task.owner, "due_on": task.due_on}

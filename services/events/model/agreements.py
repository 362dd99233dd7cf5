"""What offices agreed on: who does what until when, followed until it is done."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.events.model.activities import Activity
from shared.calendar import SANTIAGO
from shared.contracts.agenda import AgreementDropped, AgreementKept, AgreementLate, AgreementMade
from shared.contracts.envelope import derived_id


class State(StrEnum):
    """Where an agreement stands."""

    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement. `commune` hosted the meeting or visit `title`; it is due when its day is over."""

    agreement_id: str
    activity_id: str
    title: str
    commune: str
    what: str
    owner: str
    due_on: date
    state: State = State.OPEN
    told_late: bool = False

    @property
    def key(self) -> str:
        return self.agreement_id

    @property
    def due_at(self) -> datetime | None:
        if self.state is not State.OPEN or self.told_late:
            return None
        return datetime.combine(self.due_on + timedelta(days=1), time(), SANTIAGO)

    def kept(self) -> "Agreement":
        return replace(self, state=State.KEPT)

    def dropped(self) -> "Agreement":
        return replace(self, state=State.DROPPED)

    def late(self) -> "Agreement":
        return replace(self, told_late=True)


def agreed(a: Activity, what: str, owner: str, due_on: date, cause: str, n: int = 0) -> Agreement:
    """An agreement of a meeting or visit. `cause`: of the request that made it, so that a repeat makes no second."""
    return Agreement(derived_id(cause, "agreement", n), a.activity_id, a.title, a.commune, what, owner, due_on)


def made(a: Agreement) -> AgreementMade:
    return AgreementMade(**_about(a))


def kept(a: Agreement) -> AgreementKept:
    return AgreementKept(**_about(a))


def late(a: Agreement) -> AgreementLate:
    return AgreementLate(**_about(a))


def dropped(a: Agreement, why: str) -> AgreementDropped:
    return AgreementDropped(**_about(a), why=why)


def _about(a: Agreement) -> dict[str, object]:
    names = ("agreement_id", "activity_id", "title", "commune", "what", "owner", "due_on")
    return {name: getattr(a, name) for name in names}

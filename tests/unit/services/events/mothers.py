"""The decisions of events with a memory, and short ways to ask for things."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.events.handlers import HANDLERS
from services.events.model.activities import State
from services.events.queries.shown import Party, Shown
from shared.contracts import intake
from shared.contracts.agenda import ActivityKind
from shared.contracts.communes import CommuneJoined, Travel
from shared.contracts.envelope import Envelope, Fact
from shared.messaging.decisions import LoadedAggregates, Rejected, TimerFired

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday, 09:00 in Santiago
SAN_CARLOS, NIQUEN, SAN_FABIAN, CHILLAN = "16301", "16303", "16304", "16101"
NAMES = {SAN_CARLOS: "San Carlos", NIQUEN: "Ñiquén", SAN_FABIAN: "San Fabián", CHILLAN: "Chillán"}


class EventsInMemory:
    """Handles one message after another, as a service does that loads everything."""

    def __init__(self, *communes: str) -> None:
        self.books, self.n, self.now = LoadedAggregates(), 0, NOW
        self.facts: list[Fact] = []
        for cut in communes or (SAN_CARLOS, NIQUEN, SAN_FABIAN):
            ways = tuple(Travel(to=to, km=30, minutes=40) for to in NAMES if to != cut)
            self.handles(CommuneJoined(commune=cut, name=NAMES[cut], travel=ways))

    def handles(self, data: Any, identity: str = "") -> dict[str, str]:
        """The result of a request. Raises Rejected."""
        self.n += 1
        one = identity or f"m{self.n}"
        said: Envelope[Any] = Envelope(one, "/test", data.WIRE, self.now, data.subject, one, None, None, data)
        decision = HANDLERS[type(data)](self.books, said, self.now)
        self.books.apply(decision.changed)
        self.facts += decision.facts
        return dict(decision.result)

    def faults(self, data: Any) -> list[tuple[str, str]]:
        """The code and field of each fault of a request that is refused."""
        try:
            self.handles(data)
        except Rejected as rejected:
            return [(fault.code, fault.field) for fault in rejected.faults]
        raise AssertionError(f"{data} was not refused")

    def said(self, kind: type[Any]) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def ticks(self) -> None:
        """Everything that is due by now is done, the earliest first."""
        for _ in range(100):
            due = [(a.due_at, type(a).__name__, a.key) for a in self._all() if a.due_at and a.due_at <= self.now]
            if not due:
                return
            at, kind, key = min(due)
            self.handles(TimerFired(kind, key, at))
        raise AssertionError(f"what is due stays due: {due}")

    def _all(self) -> list[Any]:
        return [each for known in self.books._now.values() for each in known.values()]


def at(days: float, hours: float = 10) -> datetime:
    """So many days after the Monday, at an hour of Santiago's summer."""
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=days, hours=hours + 3)


def time(days: float, hours: float = 10, lasts: float = 2) -> dict[str, datetime]:
    return {"starts_at": at(days, hours), "ends_at": at(days, hours + lasts)}


def meeting(commune: str = SAN_CARLOS, days: float = 10, hours: float = 10, **more: Any) -> intake.MeetingSchedule:
    when = time(days, hours, more.pop("lasts", 2))
    return intake.MeetingSchedule(commune=commune, title=f"Reunión {days}/{hours}", place="Sala", **when, **more)


def fair(commune: str = NIQUEN, days: float = 10, hours: float = 10, **more: Any) -> intake.FairSchedule:
    when = time(days, hours, more.pop("lasts", 5))
    return intake.FairSchedule(commune=commune, title="Feria", place="Gimnasio", **when, **more)


def shown(**more: Any) -> Shown:
    """A fair of Ñiquén with San Carlos, as everybody may see it: 11 March, 10:00 to 15:00."""
    known = {
        "activity_id": "feria-1",
        "kind": ActivityKind.FAIR,
        "title": "Feria laboral de Ñiquén",
        "place": "Gimnasio de San Gregorio",
        "commune": "Ñiquén",
        **time(9, 10, 5),
        "moved_from": None,
        "state": State.SCHEDULED,
        "hosts": ("Ñiquén", "San Carlos"),
        "party": (Party(NIQUEN, "Ñiquén"), Party(SAN_CARLOS, "San Carlos"), Party(SAN_FABIAN, "San Fabián")),
        "companies": 9,
        "seats": 36,
    }
    return Shown(**{**known, **more})

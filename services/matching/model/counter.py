"""Who came to an office's counter, counted until there are so many that no count tells who came."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from shared.calendar import SANTIAGO
from shared.contracts.matching import LEAST_COUNTED, CounterAct

MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class CounterTally:
    """The people of whom a commune did one kind of thing since `since`, and has not told.

    `due_at`: None while they are too few to tell.
    """

    commune: str
    act: CounterAct
    people: frozenset[str] = frozenset()
    since: date | None = None
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        return tally_key(self.commune, self.act)

    def with_person(self, candidate_ref: str, now: datetime) -> "CounterTally":
        """Enough of them are told after the day is over: at once they would tell the minute of the last one."""
        today = now.astimezone(SANTIAGO).date()
        people = self.people | {candidate_ref}
        over = datetime.combine(today + timedelta(days=1), MIDNIGHT, SANTIAGO)
        due = self.due_at or (over if len(people) >= LEAST_COUNTED else None)
        return replace(self, people=people, since=self.since or today, due_at=due)

    def told(self) -> "CounterTally":
        return CounterTally(self.commune, self.act)


def tally_key(commune: str, act: CounterAct) -> str:
    return f"{commune}/{act}"

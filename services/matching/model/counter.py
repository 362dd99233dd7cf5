"""What an office does at its counter, counted until there are so many that none of them tells who came."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from shared.calendar import SANTIAGO
from shared.contracts.matching import LEAST_COUNTED, CounterAct

MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class CounterTally:
    """What a commune did of one kind since `since` and has not told. `due_at`: None while it is too few to tell."""

    commune: str
    act: CounterAct
    count: int = 0
    since: date | None = None
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        return tally_key(self.commune, self.act)

    def one_more(self, now: datetime) -> "CounterTally":
        """Enough of them are told after the day is over: at once they would tell the minute of the last one."""
        today = now.astimezone(SANTIAGO).date()
        count = self.count + 1
        over = datetime.combine(today + timedelta(days=1), MIDNIGHT, SANTIAGO)
        due = self.due_at or (over if count >= LEAST_COUNTED else None)
        return replace(self, count=count, since=self.since or today, due_at=due)

    def told(self) -> "CounterTally":
        return CounterTally(self.commune, self.act)


def tally_key(commune: str, act: CounterAct) -> str:
    return f"{commune}/{act}"

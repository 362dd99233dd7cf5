"""What the offices owe one another: seats given and received, lightened by need, capped, fading.

It breaks ties between offers of equal merit and does nothing else. Source: the practice of the Mesa, "de la competencia
a la colaboración"; no law. Numbers: policy.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from services.vacancies.model.policy import Policy
from services.vacancies.model.vacancy import FILLED_BY, Vacancy
from shared.calendar import SANTIAGO

THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Exchange:
    """Seats of one day that people of `finder` took in vacancies of `home`."""

    home: str
    finder: str
    day: date
    seats: int

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return f"{self.home}/{self.finder}/{self.day}"


def exchanged(known: Callable[[str], Exchange | None], before: Vacancy | None, after: Vacancy) -> tuple[Exchange, ...]:
    """The exchanges of each day, with the seats that a transition placed, or took back, between two offices."""
    had = {x.lease_id: x for x in before.leases} if before else {}
    found: dict[str, Exchange] = {}
    for lease in after.leases:
        old = had.get(lease.lease_id)
        was, is_ = old is not None and old.state in FILLED_BY, lease.state in FILLED_BY
        # a placement that is undone is taken off the day to which it was added
        at = lease.ended_at if is_ else old.ended_at if old else None
        if was == is_ or at is None or lease.commune == after.commune:
            continue
        fresh = Exchange(after.commune, lease.commune, at.astimezone(SANTIAGO).date(), 0)
        one = found.get(fresh.key) or known(fresh.key) or fresh
        found[fresh.key] = replace(one, seats=one.seats + (1 if is_ else -1))
    return tuple(found.values())


def balances(
    exchanges: Iterable[Exchange], populations: Mapping[str, int], today: date, policy: Policy
) -> dict[str, int]:
    """Thousandths of a seat by which each office has given more than it received; below 0 it owes.

    What an office received weighs less, the smaller its commune is beside the median commune of the Mesa (its need). A
    small office never owes, because a small commune has few vacancies to give.
    """
    given: dict[str, float] = defaultdict(float)
    received: dict[str, float] = defaultdict(float)
    for one in exchanges:
        if one.home == one.finder:
            continue
        faded = one.seats * 0.5 ** (max(0, (today - one.day).days) / policy.half_life_days)
        given[one.home] += faded
        received[one.finder] += faded
    usual = median([p for p in populations.values() if p > 0] or [0])
    found = {}
    for cut in sorted({*given, *received}):
        people = populations.get(cut, 0)
        owed = round(THOUSAND * (given[cut] - received[cut] / need(people, usual, policy)))
        least = 0 if 0 < people <= policy.small_population else -policy.reciprocity_cap
        found[cut] = max(least, min(policy.reciprocity_cap, owed))
    return found


def need(population: int, usual: float, policy: Policy) -> float:
    """How many times more than the median commune of the Mesa this one needs what it receives; 1 at least."""
    if population <= 0 or usual <= 0:
        return 1.0
    return max(1.0, min(policy.need_cap, usual / population))

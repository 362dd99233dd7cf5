"""The card of a candidate for a vacancy: what passes, what fails, the points, what the way costs, the one change.

An automated proposal must be explained to the person it is about and to the officer who decides (Ley 21.719; DOMAIN,
Law). Everything on the card comes from the scoring function itself, so it cannot say anything else than what was done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.matching.model.change import ProfileChange, smallest
from services.matching.model.policy import MatchingPolicy
from services.matching.model.score import LIMITS, Fit, failures, points
from services.matching.model.seeker import SeekerProfile
from services.matching.model.vacancy import Way
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Profile


@dataclass(frozen=True, slots=True)
class Seen:
    """What the card is made of: the two profiles, the way (None: unknown), days waited, the day that is looked at."""

    profile: SeekerProfile
    wanted: Profile
    way: Way | None
    waited: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """A hard limit, named by the reason for which it excludes, and whether it is met."""

    limit: DeclineReason
    passes: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What the way to work costs in pesos a month, and what the vacancy pays at least (None: it does not say)."""

    pesos: int
    pay: int | None

    @property
    def percent(self) -> int | None:
        """Of the pay, rounded up."""
        return -(-100 * self.pesos // self.pay) if self.pay else None


@dataclass(frozen=True, slots=True)
class Card:
    """`fit` is None for who is not offered; then `change` is the smallest single change by which they would be, if any.

    `cost` is None where the way is not known or ends in the same commune.
    """

    seen: Seen
    checks: tuple[LimitCheck, ...]
    fit: Fit | None
    cost: Cost | None
    change: ProfileChange | None

    @property
    def score(self) -> int | None:
        return self.fit.score if self.fit else None

    @property
    def near(self) -> bool:
        """Whether one change would do."""
        return self.change is not None


def card(seen: Seen, policy: MatchingPolicy) -> Card:
    """The card of one candidate for one vacancy."""
    failed = set(failures(seen.profile, seen.wanted, seen.way, seen.on))
    return Card(
        seen=seen,
        checks=_checks(frozenset(failed)),
        fit=None if failed else points(seen.profile, seen.wanted, seen.way, seen.waited),
        cost=cost(seen, policy),
        change=smallest(seen.profile, seen.wanted, seen.way, seen.waited, seen.on) if worth_trying(failed) else None,
    )


def worth_trying(failed: Collection[DeclineReason]) -> bool:
    """Whether one change may be enough: each field is read by one limit, so one that fails beside another stays failed,
    and nobody is told to become somebody else. A test holds that nothing is missed by it.
    """
    return len(failed) == 1 and DeclineReason.NO_PROFILE not in failed


@lru_cache(maxsize=512)
def _checks(failed: frozenset[DeclineReason]) -> tuple[LimitCheck, ...]:
    return tuple(LimitCheck(limit, limit not in failed) for limit in LIMITS)


def cost(seen: Seen, policy: MatchingPolicy) -> Cost | None:
    """Two ways a day at work, at so many pesos a minute for the mode of transport. All of it is configuration."""
    if seen.way is None or seen.way.minutes == 0:
        return None
    pesos = 2 * seen.way.minutes * policy.days_a_month * policy.pesos_a_minute.get(seen.profile.transport, 0)
    return Cost(pesos, (seen.wanted.pay.least or None) if seen.wanted.pay else None)

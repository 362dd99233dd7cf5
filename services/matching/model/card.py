"""The card of a candidate for a vacancy: limits met and failed, points, cost of the way, the one change to fit.

An automated proposal must be explained to the person it is about and to the officer who decides (Ley 21.719; DOMAIN,
Law). Everything on the card comes from the scoring function itself, so a card cannot contradict the decision.
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
    """The inputs of a card: the seeker's profile and the profile that the vacancy wants, the way (None: unknown), days
    waited, and the day for which availability is checked.
    """

    profile: SeekerProfile
    wanted: Profile
    way: Way | None
    waited: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """A hard limit, named by the reason with which it excludes a seeker, and whether it is met."""

    limit: DeclineReason
    passes: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What the way to work costs in pesos a month, and the least that the vacancy pays (None: not stated)."""

    pesos: int
    pay: int | None

    @property
    def percent(self) -> int | None:
        """Of the pay, rounded up."""
        return -(-100 * self.pesos // self.pay) if self.pay else None


@dataclass(frozen=True, slots=True)
class Card:
    """`fit` is None if a hard limit is not met; then `change` is the smallest single change to meet it, if any.

    `cost` is None if the way is not known or ends in the same commune.
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
        """Whether a single change would make the seeker fit."""
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
    """Whether one change may be enough. Each field is read by one limit only, so if two limits fail a single change
    leaves one of them failed; the occupation is never changed. A test holds that this misses no change.
    """
    return len(failed) == 1 and DeclineReason.NO_PROFILE not in failed


@lru_cache(maxsize=512)
def _checks(failed: frozenset[DeclineReason]) -> tuple[LimitCheck, ...]:
    return tuple(LimitCheck(limit, limit not in failed) for limit in LIMITS)


def cost(seen: Seen, policy: MatchingPolicy) -> Cost | None:
    """Two trips for each day at work, times the pesos a minute of the mode of transport; both are configured."""
    if seen.way is None or seen.way.minutes == 0:
        return None
    pesos = 2 * seen.way.minutes * policy.days_a_month * policy.pesos_a_minute.get(seen.profile.transport, 0)
    return Cost(pesos, (seen.wanted.pay.least or None) if seen.wanted.pay else None)

"""What offices may configure about seekers and their order; a default without a source is the project's proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.contracts.vocabulary import Transport

POLICY = "policy"

PESOS_A_MINUTE: Mapping[Transport, int] = {
    Transport.PUBLIC: 35,
    Transport.CAR: 120,
    Transport.MOTORCYCLE: 50,
    Transport.BICYCLE: 0,
    Transport.WALK: 0,
}
"""Pesos a minute on the way for one person. Unverified: a rural fare of about 1.200 for 35 minutes; fuel at 55 km/h."""


@dataclass(frozen=True, slots=True)
class MatchingPolicy:
    """`stale_days`: after so many days without confirmation a seeker leaves every queue (unverified).

    `order_key`: key of the hash that breaks the last ties. `pesos_a_minute`, by mode of transport, and `days_a_month`
    give the cost of the way to work.
    """

    stale_days: int = 180
    order_key: bytes = field(default=b"", repr=False)
    pesos_a_minute: Mapping[Transport, int] = field(default_factory=lambda: PESOS_A_MINUTE)
    days_a_month: int = 21

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return POLICY

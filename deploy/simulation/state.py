"""What a simulated history holds: the world outside, what each service has committed, and the bus between them."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from deploy.simulation.bus import MemoryBus
from shared.messaging.memory import MemoryUnitOfWorkFactory

Committed = Mapping[tuple[type, str], Any]
"""The aggregates of a service by kind and key."""


@dataclass
class WorldState:
    """Who is in the Mesa, and the chance that decides. `look`: the committed aggregates of all services, by kind."""

    chance: random.Random
    look: Callable[[type], Sequence[Any]]
    members: set[str] = field(default_factory=set)
    ever_left: set[str] = field(default_factory=set)
    external: str = ""
    confirming: set[str] = field(default_factory=set)
    people: int = 0


class HistoryState(Protocol):
    """What a promise is checked against. `asked`: how often each request was sent; `poisoned`: unreadable records.

    `committed`: by service, what it has stored.
    """

    now: datetime
    bus: MemoryBus
    asked: Counter[str]
    poisoned: int
    committed: dict[str, MemoryUnitOfWorkFactory]
    world: Any

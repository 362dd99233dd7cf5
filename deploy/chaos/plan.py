"""Which fault comes when, where and for how long: drawn from a seed, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

GAP = (2.0, 6.0)
"""Seconds from one fault to the next."""


class Kind(StrEnum):
    """What is broken; the value is what the report says."""

    KILL_SERVICE = "service killed"
    FREEZE_SERVICE = "service frozen"
    END_SESSIONS = "database sessions ended"
    FEW_CONNECTIONS = "connections limited"
    NO_LOGIN = "login refused"
    READ_ONLY = "database read-only"
    CUT_LINE = "line to the database cut"
    SLOW_LINE = "line to the database slow"
    HANG_LINE = "line to the database silent"
    CUT_BUS = "line to the broker cut"
    SLOW_BUS = "line to the broker slow"
    HANG_BUS = "line to the broker silent"
    KILL_BROKER = "broker killed"
    FREEZE_BROKER = "broker frozen"
    RESTART_DATABASE = "database restarted at once"
    FULL_DISK = "disk of the database full"


TO_THE_BROKER = {Kind.CUT_BUS, Kind.SLOW_BUS, Kind.HANG_BUS}
LINES = {Kind.CUT_LINE, Kind.SLOW_LINE, Kind.HANG_LINE, *TO_THE_BROKER}
PROCESSES = {Kind.KILL_SERVICE, Kind.FREEZE_SERVICE, *LINES}
ROLES = {Kind.END_SESSIONS, Kind.FEW_CONNECTIONS, Kind.NO_LOGIN, Kind.READ_ONLY}
SECONDS = {
    Kind.FREEZE_SERVICE: (5.0, 30.0),
    Kind.FREEZE_BROKER: (3.0, 10.0),
    Kind.FEW_CONNECTIONS: (3.0, 10.0),
    Kind.NO_LOGIN: (3.0, 3.0),
    Kind.READ_ONLY: (3.0, 3.0),
    Kind.CUT_LINE: (1.0, 8.0),
    Kind.SLOW_LINE: (3.0, 10.0),
    Kind.HANG_LINE: (3.0, 15.0),
    Kind.CUT_BUS: (1.0, 8.0),
    Kind.SLOW_BUS: (3.0, 10.0),
    Kind.HANG_BUS: (3.0, 15.0),
    Kind.FULL_DISK: (3.0, 6.0),
}
"""How long a fault lasts, least and most. One that is not named is over as soon as it has happened."""

RARE = {Kind.KILL_BROKER, Kind.FREEZE_BROKER, Kind.RESTART_DATABASE, Kind.FULL_DISK}
"""Faults that hit everybody: drawn a third as often, so that there is work between them to be disturbed."""


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """`at` and `seconds` in seconds, `at` from the start of the load. `target`: a process, a role's service, or ''."""

    at: float
    kind: Kind
    target: str
    seconds: float

    def __str__(self) -> str:
        where = f" ({self.target})" if self.target else ""
        return f"{self.kind}{where}" + (f" for {self.seconds:.0f} s" if self.seconds else "")


def draw(
    seed: int, seconds: float, processes: Sequence[str], services: Sequence[str], kinds: Sequence[Kind] = tuple(Kind)
) -> list[PlannedFault]:
    """The faults of `seconds` of load. None hits a target that the same kind of fault still holds."""
    chance = random.Random(f"{seed}/faults")  # noqa: S311 - chance for a plan, not for a secret
    bag, until = _kinds(chance, kinds), dict[tuple[Kind, str], float]()
    plan: list[PlannedFault] = []
    at = chance.uniform(*GAP)
    while at < seconds:
        kind = next(bag)
        targets = processes if kind in PROCESSES else services if kind in ROLES else ("",)
        free = [target for target in targets if until.get((kind, target), 0.0) <= at]
        if free:
            fault = PlannedFault(round(at, 2), kind, chance.choice(free), _lasts(chance, kind))
            until[kind, fault.target] = at + fault.seconds + 1
            plan.append(fault)
            at += chance.uniform(*GAP)
    return plan


def _lasts(chance: random.Random, kind: Kind) -> float:
    return round(chance.uniform(*SECONDS[kind]), 1) if kind in SECONDS else 0.0


def _kinds(chance: random.Random, kinds: Sequence[Kind]) -> Iterator[Kind]:
    """Bag after bag, each shuffled: all of them come before the frequent ones come again more often than the rare."""
    while True:
        bag = [*kinds]
        chance.shuffle(bag)
        yield from bag
        often = [kind for kind in kinds if kind not in RARE] * 2
        chance.shuffle(often)
        yield from often

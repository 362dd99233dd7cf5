"""What a decision sees and returns: the loaded aggregates; a Decision, a Rejected request. And a timer that fired."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar, cast

from shared.contracts.envelope import Envelope, Fact
from shared.contracts.replies import Fault


class Aggregate(Protocol):
    """An immutable thing with a key. `due_at`: when its timer fires (None: never).

    An aggregate may also have a `group` (a str that never changes): `LoadedAggregates.of(kind, group)` finds it by it;
    and `tallied` (names, each once): `LoadedAggregates.tally(kind, name)` is how many aggregates have the name in it.
    """

    @property
    def key(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...


A = TypeVar("A")


class LoadedAggregates:
    """Aggregates by kind and key, as loaded and as changed by the decisions of this batch so far."""

    def __init__(self, found: Iterable[Aggregate] = ()) -> None:
        self._now: dict[type, dict[str, Any]] = {}
        self._groups: dict[tuple[type, str], dict[str, Any]] = {}
        self._before: dict[tuple[type, str], Any] = {}
        self._tally: dict[type, Counter[str]] = {}
        self.add(found)

    def get(self, kind: type[A], key: str) -> A | None:
        return cast("A | None", self._now.get(kind, {}).get(key))

    def add(self, found: Iterable[Aggregate]) -> None:
        """More aggregates, as loaded."""
        for aggregate in found:
            self._put(aggregate)

    def all(self, kind: type[A]) -> Collection[A]:
        return cast("Collection[A]", self._now.get(kind, {}).values())

    def of(self, kind: type[A], group: str) -> Collection[A]:
        """The aggregates of `kind` whose `group` is `group`."""
        return cast("Collection[A]", self._groups.get((kind, group), {}).values())

    def tally(self, kind: type, name: str) -> int:
        """How many aggregates of `kind`, as they are now, have `name` in their `tallied`: kept, not counted anew."""
        return self._tally[kind][name] if kind in self._tally else 0

    def copied(self) -> "LoadedAggregates":
        """The same aggregates as if loaded as they are now: what is applied to the copy leaves these as they are."""
        return LoadedAggregates(one for known in self._now.values() for one in known.values())

    def apply(self, changed: Iterable[Aggregate]) -> None:
        """Put what a decision changed in the place of what was loaded; the state as loaded is kept for `changes`."""
        for aggregate in changed:
            at = (type(aggregate), aggregate.key)
            self._before.setdefault(at, self._now.get(at[0], {}).get(at[1]))
            self._put(aggregate)

    def changes(self, kind: type[A]) -> list[tuple[A | None, A]]:
        """(as loaded or None if new, as it is now) of every changed aggregate of a kind, by key."""
        keys = sorted(key for found, key in self._before if found is kind)
        return [(self._before[kind, key], self._now[kind][key]) for key in keys]

    @property
    def changed(self) -> list[Aggregate]:
        return [self._now[kind][key] for kind, key in self._before]

    def _put(self, aggregate: Aggregate) -> None:
        kind = type(aggregate)
        known = self._now.setdefault(kind, {})
        before = known.get(aggregate.key)
        known[aggregate.key] = aggregate
        tallied = getattr(aggregate, "tallied", None)
        if tallied is not None:
            tally = self._tally.setdefault(kind, Counter())
            tally.subtract(getattr(before, "tallied", ()))
            tally.update(tallied)
        group = getattr(aggregate, "group", None)
        if group is not None:
            self._groups.setdefault((kind, group), {})[aggregate.key] = aggregate


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one message: the aggregates as they are now, the facts to publish, the result of a request.

    `cause`: what caused the facts, if not the message: a request that was held until its timer fired.
    """

    changed: tuple[Aggregate, ...] = ()
    facts: tuple[Fact, ...] = ()
    result: Mapping[str, str] = field(default_factory=dict)
    cause: Envelope[Any] | None = None


NOTHING = Decision()


class Rejected(Exception):
    """The request cannot be granted; every fault is named."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f.code for f in faults) or self.__doc__)
        self.faults = faults


def reject(code: str, text: str, at: str = "") -> Rejected:
    """A rejection with a single fault: `raise reject("seats_too_many", "…", "seats")`."""
    return Rejected(Fault(code=code, field=at, text=text))


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The time that an aggregate named as its `due_at` has come. Never travels on the bus."""

    WIRE: ClassVar[str] = "tick"
    ORDERED: ClassVar[bool] = False

    kind: str
    key: str
    due_at: datetime

    @property
    def subject(self) -> str:
        return self.key


Handler = Callable[[LoadedAggregates, Envelope[Any], datetime], Decision]
"""A decision: reads the loaded aggregates, changes none, returns what follows. Raises Rejected for a request."""


@dataclass(frozen=True, slots=True)
class ServiceHandlers:
    """Which messages a service handles: its name, and its table from contract class to decision.

    `epoch`: how often its books were restored from an older copy.
    """

    service: str
    table: Mapping[type, Handler]
    epoch: int = 0

    @property
    def speaker(self) -> str:
        """What the ids of its facts are made with: another one after a restore.

        What is asked again has new answers then, and nobody must take them for a repeat of the ones that were lost.
        """
        return f"{self.service}/{self.epoch}" if self.epoch else self.service

"""Three hundred histories of the whole in one process; and that the simulation would see what it is there to see."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.simulation import BrokenError, play
from deploy.simulation.growth import grow
from deploy.simulation.many import broken_seeds
from shared.contracts.reasons import UnfilledReason
from shared.contracts.vacancies import CallEnded, VacancyUnfilled
from shared.messaging.cloudevents import read
from shared.messaging.held import HeldRequest, HeldState
from shared.messaging.memory import MemoryUnitOfWork, MemoryUnitOfWorkFactory

SEEDS = range(150)


def test_no_promise_is_broken_in_a_hundred_and_fifty_histories() -> None:
    assert list(broken_seeds(SEEDS, 2, lambda done: None)) == []


def test_what_officers_leave_waiting_ends_in_every_way() -> None:
    books = [play(seed).committed[name].aggregates for seed in range(25) for name in ("vacancies", "matching")]
    ends = {
        (type(one.asked.data), one.state) for kept in books for (kind, _), one in kept.items() if kind is HeldRequest
    }
    assert {state for _, state in ends} >= {HeldState.DONE, HeldState.REFUSED, HeldState.TAKEN_BACK}
    assert len({asked for asked, _ in ends}) >= 4


def test_the_same_seed_is_the_same_history() -> None:
    one, other = play(7), play(7)
    assert one.steps == other.steps
    assert [r.value for r in one.bus.all("vacancies")] == [r.value for r in other.bus.all("vacancies")]


def test_a_mesa_that_grows_every_day_decides_its_calls_in_time() -> None:
    said = [read(record).envelope.data for record in grow(7, days=30).bus.all("vacancies")]
    joined = [f for f in said if isinstance(f, VacancyUnfilled) and f.reason is UnfilledReason.COMMUNE_JOINED]
    assert sum(isinstance(fact, CallEnded) for fact in said) > 40, "so many calls were decided"
    assert len(joined) > 40, "while so many newcomers were asked"


class Forgetful(MemoryUnitOfWorkFactory):
    """Books without an inbox: everything is always news."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, {} if name == "inbox" else value)


class Careless(MemoryUnitOfWorkFactory):
    """Books that keep the state but lose, now and then, what was to be said."""

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.commits = 0
        self.unit_of_work = Lossy


class Lossy(MemoryUnitOfWork):
    def finish(self) -> None:
        factory: Any = self._factory
        factory.commits += 1
        if factory.commits % 20 == 0:
            self._effects.outbox.clear()
        super().finish()


@pytest.mark.parametrize("factory", [Forgetful, Careless], ids=["no inbox", "a lost outbox"])
def test_it_would_see(factory: Callable[..., MemoryUnitOfWorkFactory]) -> None:
    with pytest.raises(BrokenError, match=r"mesa simulate --seed \d+ --trace"):
        _play_all(range(60), factory)


def _play_all(seeds: range, factory: Callable[..., MemoryUnitOfWorkFactory]) -> None:
    for seed in seeds:
        play(seed, stored=factory)

"""What any store must do, in memory as in PostgreSQL: the cases, and how each kind is looked into."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from shared.contracts.envelope import Envelope, commune_source, root_envelope
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile, VacancyPosted
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import IncomingMessage, headers_of, read
from shared.messaging.decisions import Decision, LoadedAggregates, ServiceHandlers, TimerFired, reject
from shared.messaging.records import Record
from shared.messaging.unit_of_work import ConflictError, Effects, Heard, TransientError, UnitOfWorkFactory
from shared.messaging.unit_of_work import UnitOfWork as Opened
from shared.observe.metrics import Metrics
from tests.bench import tally
from tests.logs import logged

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
PROFILE = Profile(title="Ordeñador", employer="Lechería El Roble")


class StoreUnderTest(Protocol):
    """One kind of store, empty at the start of a case."""

    factory: UnitOfWorkFactory

    async def tallies(self) -> dict[str, int]: ...
    async def causes(self) -> list[str]:
        """Causation ids of the outbox, in order."""

    async def ids(self) -> list[str]:
        """Ids of the outbox, in order."""

    async def dead_letters(self) -> list[str]:
        """Codes of what is parked now, in order."""

    async def bodies(self) -> list[str]:
        """The data of the outbox, in order."""

    async def heard(self) -> dict[tuple[str, int], Heard]:
        """How far each partition has been heard."""

    async def replay(self) -> None:
        """Mark all that is parked for replay."""


class Broken:
    """Decisions that fail while they are told to."""

    def __init__(self) -> None:
        self.on: set[str] = set()
        self.asked = 0

    def posted(self, aggregates: LoadedAggregates, envelope: Envelope[VacancyPosted], now: datetime) -> Decision:
        if envelope.id in self.on:
            raise RuntimeError("a mistake of ours")
        return tally.on_posted(aggregates, envelope, now)

    def tick(self, aggregates: LoadedAggregates, envelope: Envelope[TimerFired], now: datetime) -> Decision:
        if envelope.data.key in self.on:
            raise RuntimeError("a mistake of ours")
        known = aggregates.get(tally.Tally, envelope.data.key)
        assert known is not None
        return Decision((replace(known, times=known.times + 1, due_at=None),))

    def post(self, aggregates: LoadedAggregates, envelope: Envelope[VacancyPost], now: datetime) -> Decision:
        if envelope.id in self.on:
            raise RuntimeError("a mistake of ours")
        self.asked += 1
        if envelope.data.seats > 100:
            raise reject("too_many", "Son demasiados", "seats")
        return Decision(result={"times": str(self.asked)})


class Fragile:
    """A factory whose units of work, at a step, meet an unforeseen error for the messages in `on`, `times` often."""

    def __init__(self, factory: UnitOfWorkFactory, step: str, on: set[str], error: Exception | None = None) -> None:
        self.factory, self.step, self.on = factory, step, on
        self.error = error or OverflowError("Rosa, 17.317.684-2")
        self.times = 1_000

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Opened]:
        async with self.factory.transaction() as unit:
            yield FragileUnitOfWork(unit, self)


class FragileUnitOfWork:
    def __init__(self, unit: Opened, fragile: Fragile) -> None:
        self._unit, self._fragile = unit, fragile
        self._loaded: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def load(self, messages: Sequence[IncomingMessage]) -> LoadedAggregates:
        self._loaded = {one.envelope.id for one in messages}
        self._break("load")
        return await self._unit.load(messages)

    async def commit(self, aggregates: LoadedAggregates, effects: Effects) -> None:
        self._break("record")
        await self._unit.commit(aggregates, effects)

    def _break(self, step: str) -> None:
        fragile = self._fragile
        if fragile.step == step and fragile.times and self._loaded & fragile.on:
            fragile.times -= 1
            raise fragile.error


def consumer(
    store: StoreUnderTest,
    broken: Broken,
    factory: Any = None,
    metrics: Metrics | None = None,
    now: Callable[[], datetime] = lambda: NOW,
) -> BatchProcessor:
    table: dict[type, Callable[..., Decision]] = {
        VacancyPosted: broken.posted,
        VacancyPost: broken.post,
        TimerFired: broken.tick,
    }
    return BatchProcessor(ServiceHandlers("vacancies", table), factory or store.factory, now, metrics or Metrics())


def record(identity: str, vacancy: str = "v1", offset: int = 0) -> Record:
    posted = VacancyPosted(
        vacancy_id=vacancy, commune="16301", seats=1, profile=PROFILE, local_until=NOW, valid_through=NOW
    )
    envelope = root_envelope(posted, identity, "/mesa/vacancies", NOW)
    body = posted.model_dump_json(exclude_none=True).encode()
    return Record("vacancies", 0, offset, vacancy.encode(), body, tuple(headers_of(envelope)))


def request(identity: str, seats: int = 1) -> Envelope[VacancyPost]:
    asked = VacancyPost(commune="16301", seats=seats, profile=PROFILE, distinct=True)
    source = commune_source("16301")
    return Envelope(identity, source, asked.WIRE, NOW, "16301", identity, None, None, asked)


def by_intake(identity: str, offset: int = 0) -> Record:
    asked = request(identity)
    body = asked.data.model_dump_json(exclude_none=True).encode()
    return Record("intake.16301", 0, offset, b"16301", body, tuple(headers_of(asked)))


async def the_same_message_is_done_once(store: StoreUnderTest) -> None:
    take = consumer(store, Broken()).process
    await take([record("a"), record("a")])
    await take([record("a")])
    assert await store.tallies() == {"v1": 1}
    assert await store.causes() == ["a"]


async def a_repeat_within_a_batch_keeps_the_order(store: StoreUnderTest) -> None:
    await consumer(store, Broken()).process([record("a"), record("b"), record("a")])
    assert await store.causes() == ["a", "b"]


async def a_broken_decision_is_parked_and_the_others_go_on(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"bad"}
    records = [record(f"m{n}", f"v{n}", n) for n in range(250)] + [record("bad", "v-bad", 250)]
    records += [record(f"m{n}", f"v{n}", n + 1) for n in range(250, 499)]
    await consumer(store, broken).process(records)
    assert len(await store.tallies()) == 499
    assert await store.dead_letters() == ["decision_failed"]


async def what_order_matters_for_waits_behind_a_parked_one(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"bad"}
    at_work = consumer(store, broken)
    await at_work.process([record("bad", "v1", 0), record("later", "v1", 1), record("other", "v2", 2)])
    await at_work.process([record("later still", "v1", 3)])
    assert await store.dead_letters() == ["decision_failed", "blocked_by_key", "blocked_by_key"]
    assert await store.tallies() == {"v2": 1}


async def what_is_replayed_after_a_repair_is_done(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"bad"}
    at_work = consumer(store, broken)
    await at_work.process([record("bad", "v1", 0)])
    broken.on = set()
    await store.replay()
    assert await at_work.replay() == 1
    assert await store.dead_letters() == []
    assert await store.tallies() == {"v1": 1}


async def the_same_poison_twice_is_parked_once(store: StoreUnderTest) -> None:
    poison = record("a")._replace(value=b"{", offset=7)
    at_work = consumer(store, Broken())
    await at_work.process([poison])
    await at_work.process([poison])
    assert await store.dead_letters() == ["not_json"]


async def the_same_request_gets_the_same_answer(store: StoreUnderTest) -> None:
    broken = Broken()
    at_work = consumer(store, broken)
    first, again = await at_work.handle(request("r1")), await at_work.handle(request("r1"))
    no, no_again = await at_work.handle(request("r2", seats=101)), await at_work.handle(request("r2", seats=101))
    assert first == again
    assert first is not None
    assert first.result == {"times": "1"}
    assert no == no_again
    assert no is not None
    assert [fault.code for fault in no.faults] == ["too_many"]
    assert broken.asked == 2


async def what_is_only_tried_is_answered_and_has_not_happened(store: StoreUnderTest) -> None:
    """A request that is tried has its answer and is done when it is asked; what a decision changes is not kept."""
    at_work = consumer(store, Broken())
    tried, no = await at_work.try_out(request("r1")), await at_work.try_out(request("r2", seats=101))
    await at_work.try_out(read(record("f1")).envelope)
    assert await store.tallies() == {}
    assert await store.ids() == []
    assert tried is not None
    assert tried.result == {"times": "1"}
    assert no is not None
    assert [fault.code for fault in no.faults] == ["too_many"]
    done = await at_work.handle(request("r1"))
    assert done is not None
    assert done.result == {"times": "3"}, "it was news"
    await at_work.process([record("f1")])
    assert await store.tallies() == {"v1": 1}


async def what_is_not_committed_has_not_happened(store: StoreUnderTest) -> None:
    heard = read(record("a"))
    try:
        async with store.factory.transaction() as inside:
            assert (await inside.claim([heard])).fresh == {heard.identity}
            aggregates = await inside.load([heard])
            aggregates.apply([tally.Tally("v1", 5)])
            await inside.commit(aggregates, Effects())
            raise TransientError("killed")
    except TransientError:
        pass
    assert await store.tallies() == {}
    await consumer(store, Broken()).process([record("a")])
    assert await store.tallies() == {"v1": 1}


async def _one_breaks(store: StoreUnderTest, step: str) -> None:
    metrics = Metrics()
    fragile = Fragile(store.factory, step, {"bad"})
    at_work = consumer(store, Broken(), fragile, metrics)
    records = [record(f"m{n}", f"v{n}", n) for n in range(20)]
    with logged() as logs:
        await at_work.process([*records[:7], record("bad", "v-bad", 20), *records[7:]])
    assert len(await store.tallies()) == 20
    assert await store.dead_letters() == ["failed"]
    assert metrics.parked.labels("failed")._value.get() == 1
    (line,) = [line for line in logs if line["event"] == "message_parked"]
    assert (line["log_level"], line["detail"], line["message_id"]) == ("error", "OverflowError", "bad")
    assert "Rosa" not in repr(logs)


async def what_the_load_breaks_on_is_parked_alone(store: StoreUnderTest) -> None:
    await _one_breaks(store, "load")


async def what_the_record_breaks_on_is_parked_alone(store: StoreUnderTest) -> None:
    await _one_breaks(store, "record")


async def who_asked_by_intake_is_told_that_it_was_put_aside_and_later_its_answer(store: StoreUnderTest) -> None:
    fragile = Fragile(store.factory, "load", {"r1"})
    at_work = consumer(store, Broken(), fragile)
    await at_work.process([by_intake("r1"), record("a", offset=1)])
    assert (await store.causes(), await store.tallies()) == (["r1", "a"], {"v1": 1})
    fragile.on = set()
    await store.replay()
    assert await at_work.replay() == 1
    assert await store.dead_letters() == []
    assert await store.causes() == ["r1", "a", "r1"]
    assert len(set(await store.ids())) == 3, "the answer is no repeat of what was told before"


async def who_asked_by_intake_for_what_a_decision_breaks_on_is_told_too(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"r1"}
    await consumer(store, broken).process([by_intake("r1")])
    assert (await store.dead_letters(), await store.causes()) == (["decision_failed"], ["r1"])


async def who_asked_by_http_is_told_nothing_but_that_it_is_parked(store: StoreUnderTest) -> None:
    fragile = Fragile(store.factory, "load", {"r1"})
    assert await consumer(store, Broken(), fragile).handle(request("r1")) is None
    assert (await store.dead_letters(), await store.causes()) == (["failed"], [])


async def what_is_done_after_much_contention_is_answered(store: StoreUnderTest) -> None:
    fragile = Fragile(store.factory, "record", {"r1"}, ConflictError("vacancies.folio"))
    fragile.times = 6
    told = await consumer(store, Broken(), fragile).handle(request("r1"))
    assert told is not None
    assert dict(told.result) == {"times": "7"}
    assert await store.dead_letters() == []


async def what_breaks_again_when_replayed_is_parked_again_and_the_others_are_done(store: StoreUnderTest) -> None:
    fragile = Fragile(store.factory, "load", {"a", "bad"})
    at_work = consumer(store, Broken(), fragile)
    await at_work.process([record("bad", "v-bad", 0), record("a", "v1", 1)])
    assert await store.dead_letters() == ["failed", "failed"]
    fragile.on = {"bad"}
    await store.replay()
    while await at_work.replay():
        pass
    assert await store.dead_letters() == ["failed"]
    assert await store.tallies() == {"v1": 1}


async def what_passes_is_put_aside_by_nobody(store: StoreUnderTest) -> None:
    fragile = Fragile(store.factory, "load", {"a"}, TransientError("away"))
    at_work = consumer(store, Broken(), fragile)
    with pytest.raises(TransientError):
        await at_work.process([record("a"), record("b", offset=1)])
    assert (await store.dead_letters(), await store.causes()) == ([], [])


async def timers_that_fail_rest_and_the_others_fire(store: StoreUnderTest) -> None:
    clock = [NOW]
    broken = Broken()
    broken.on = {f"v{n:03}" for n in range(500)}
    at_work = consumer(store, broken, now=lambda: clock[0])
    await _with_timers(store, 520)
    while await at_work.fire_timers():
        pass
    assert (await store.tallies())["v519"] == 1
    assert sum((await store.tallies()).values()) == 20
    assert await store.dead_letters() == ["decision_failed"] * 500
    assert not await at_work.fire_timers(), "those that rest are not due"

    clock[0] += timedelta(seconds=61)
    while await at_work.fire_timers():
        pass
    assert await store.dead_letters() == ["decision_failed"] * 500, "a timer that fails again is the same letter"
    broken.on = set()
    clock[0] += timedelta(seconds=61)
    await at_work.fire_timers()
    assert sum((await store.tallies()).values()) == 20, "the second pause is longer"
    clock[0] += timedelta(seconds=60)
    while await at_work.fire_timers():
        pass
    assert sum((await store.tallies()).values()) == 520
    assert await store.dead_letters() == []


async def a_timer_that_stays_due_after_it_was_done_takes_nobodys_place(store: StoreUnderTest) -> None:
    def stubborn(aggregates: LoadedAggregates, envelope: Envelope[TimerFired], now: datetime) -> Decision:
        known = aggregates.get(tally.Tally, envelope.data.key)
        assert known is not None
        keep = {"due_at": known.due_at} if known.key < "v003" else {"due_at": None}
        return Decision((replace(known, times=known.times + 1, **keep),))

    at_work = BatchProcessor(
        ServiceHandlers("vacancies", {TimerFired: stubborn}), store.factory, lambda: NOW, Metrics()
    )
    await _with_timers(store, 8)
    for _ in range(6):
        await at_work.fire_timers(3)
    assert await store.tallies() == {f"v{n:03}": 1 for n in range(8)}


async def _with_timers(store: StoreUnderTest, count: int) -> None:
    async with store.factory.transaction() as unit:
        made = LoadedAggregates()
        made.apply([tally.Tally(f"v{n:03}", 0, NOW - timedelta(minutes=600 - n)) for n in range(count)])
        await unit.commit(made, Effects())


async def how_far_a_batch_reaches_is_kept_with_it(store: StoreUnderTest) -> None:
    at_work = consumer(store, Broken())
    records = [record(f"m{n}", "v1", n)._replace(log="one") for n in range(3)]
    await at_work.process(records)
    place = ("vacancies", 0)
    assert await store.heard() == {place: Heard("one", 3)}
    await at_work.process(records[:1])
    assert await store.heard() == {place: Heard("one", 3)}, "a replica that was frozen puts nothing back"
    await at_work.process([record("m9", "v1", 0)._replace(log="another")])
    assert await store.heard() == {place: Heard("another", 1)}, "a topic made anew begins anew"


async def a_batch_of_which_a_half_is_not_done_does_not_reach_its_end(store: StoreUnderTest) -> None:
    first_half = Fragile(store.factory, "load", {"m1"})
    later = Fragile(first_half, "load", {"m3"}, TransientError("away"))
    later.times = 1
    at_work = consumer(store, Broken(), later)
    records = [record(f"m{n}", f"v{n}", n) for n in range(4)]
    with pytest.raises(TransientError):
        await at_work.process(records)
    assert await store.heard() == {}
    await at_work.process(records)
    assert await store.heard() == {("vacancies", 0): Heard("", 4)}
    assert await store.tallies() == {"v0": 1, "v2": 1, "v3": 1}


async def what_nobody_handles_is_heard_as_well(store: StoreUnderTest) -> None:
    unknown = tuple((n, b"cl.mesa.unknown.v1" if n == "ce_type" else v) for n, v in record("a").headers)
    await consumer(store, Broken()).process([record("a", offset=41)._replace(headers=unknown)])
    assert await store.heard() == {("vacancies", 0): Heard("", 42)}


async def a_replay_keeps_the_order_of_a_subject_however_many_there_are(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"m000"}
    at_work = consumer(store, broken)
    names = [f"m{n:03}" for n in range(250)]
    for start in range(0, 250, 50):
        await at_work.process([record(name, "v1", start + n) for n, name in enumerate(names[start : start + 50])])
    assert len(await store.dead_letters()) == 250
    broken.on = set()
    await store.replay()
    await at_work.process([record("late", "v1", 250)])
    while await at_work.replay():
        pass
    assert await store.causes() == [*names, "late"], "what came while it was replayed has its turn after it"
    assert await store.dead_letters() == []


async def a_replay_that_fails_again_holds_back_what_comes_after(store: StoreUnderTest) -> None:
    broken = Broken()
    broken.on = {"m0"}
    at_work = consumer(store, broken)
    await at_work.process([record(f"m{n}", "v1", n) for n in range(150)])
    await store.replay()
    while await at_work.replay():
        pass
    assert await store.dead_letters() == ["decision_failed"] + ["blocked_by_key"] * 149
    assert await store.causes() == []


async def a_record_that_is_no_message_makes_nobody_wait(store: StoreUnderTest) -> None:
    poison = record("a", "v1", 0)._replace(value=b"{")
    await consumer(store, Broken()).process([poison, record("b", "v1", 1)])
    await consumer(store, Broken()).process([record("c", "v1", 2)])
    assert await store.dead_letters() == ["not_json"]
    assert await store.tallies() == {"v1": 2}


async def a_replay_does_not_forget_what_another_sender_did(store: StoreUnderTest) -> None:
    broken = Broken()
    at_work = consumer(store, broken)
    await at_work.process([by_intake("r1")])
    forged = by_intake("r1")._replace(topic="intake.16303", offset=5)
    await at_work.process([forged])
    assert await store.dead_letters() == ["foreign_source"]
    await store.replay()
    await at_work.replay()
    assert await store.dead_letters() == ["foreign_source"]
    await at_work.process([by_intake("r1", 1)])
    assert broken.asked == 1


async def a_place_that_returns_in_another_log_is_another_letter(store: StoreUnderTest) -> None:
    poison = record("a")._replace(value=b"{", offset=7)
    for log in ("one", "two", "two"):
        await consumer(store, Broken()).process([poison._replace(log=log)])
    assert await store.dead_letters() == ["not_json", "not_json"]


async def an_answer_said_again_is_the_same_bytes(store: StoreUnderTest) -> None:
    def many(aggregates: LoadedAggregates, envelope: Envelope[VacancyPost], now: datetime) -> Decision:
        return Decision(result={"vacancy_id": "v1", "a": "1", "folio": "SC-1", "bb": "2"})

    at_work = BatchProcessor(ServiceHandlers("vacancies", {VacancyPost: many}), store.factory, lambda: NOW, Metrics())
    await at_work.process([by_intake("r1", 0)])
    await at_work.process([by_intake("r1", 1)])
    first, again = await store.bodies()
    assert first == again


CASES: Sequence[Callable[[StoreUnderTest], Any]] = (
    the_same_message_is_done_once,
    a_repeat_within_a_batch_keeps_the_order,
    a_broken_decision_is_parked_and_the_others_go_on,
    what_order_matters_for_waits_behind_a_parked_one,
    what_is_replayed_after_a_repair_is_done,
    the_same_poison_twice_is_parked_once,
    the_same_request_gets_the_same_answer,
    what_is_only_tried_is_answered_and_has_not_happened,
    what_is_not_committed_has_not_happened,
    what_the_load_breaks_on_is_parked_alone,
    what_the_record_breaks_on_is_parked_alone,
    who_asked_by_intake_is_told_that_it_was_put_aside_and_later_its_answer,
    who_asked_by_intake_for_what_a_decision_breaks_on_is_told_too,
    who_asked_by_http_is_told_nothing_but_that_it_is_parked,
    what_is_done_after_much_contention_is_answered,
    what_breaks_again_when_replayed_is_parked_again_and_the_others_are_done,
    what_passes_is_put_aside_by_nobody,
    timers_that_fail_rest_and_the_others_fire,
    a_timer_that_stays_due_after_it_was_done_takes_nobodys_place,
    how_far_a_batch_reaches_is_kept_with_it,
    a_batch_of_which_a_half_is_not_done_does_not_reach_its_end,
    what_nobody_handles_is_heard_as_well,
    a_replay_keeps_the_order_of_a_subject_however_many_there_are,
    a_replay_that_fails_again_holds_back_what_comes_after,
    a_record_that_is_no_message_makes_nobody_wait,
    a_replay_does_not_forget_what_another_sender_did,
    a_place_that_returns_in_another_log_is_another_letter,
    an_answer_said_again_is_the_same_bytes,
)

"""What any books must do, in memory as in PostgreSQL: the cases, and how each kind is looked into."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from shared.bus.consume import Consumer
from shared.bus.decide import Hears
from shared.bus.ledger import Ledger, Page, Passing
from shared.bus.wire import Record, headers_of, read
from shared.bus.work import Outcome, Work, reject
from shared.contracts.envelope import Envelope, commune_source, trace_of
from shared.contracts.intake import VacancyPost
from shared.contracts.vacancies import Profile, VacancyPosted
from shared.observe.figures import Figures
from tests.bench import tally

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
PROFILE = Profile(title="Ordeñador", employer="Lechería El Roble")


class Books(Protocol):
    """One kind of books, empty at the start of a case."""

    ledger: Ledger

    async def tallies(self) -> dict[str, int]: ...
    async def said(self) -> list[str]:
        """Causation ids of the outbox, in order."""

    async def parked(self) -> list[str]:
        """Codes of what is parked now, in order."""

    async def replay(self) -> None:
        """Mark all that is parked for replay."""


class Broken:
    """Decisions that fail while they are told to."""

    def __init__(self) -> None:
        self.on: set[str] = set()
        self.asked = 0

    def posted(self, work: Work, said: Envelope[VacancyPosted], now: datetime) -> Outcome:
        if said.id in self.on:
            raise RuntimeError("a mistake of ours")
        return tally.on_posted(work, said, now)

    def post(self, work: Work, said: Envelope[VacancyPost], now: datetime) -> Outcome:
        self.asked += 1
        if said.data.seats > 100:
            raise reject("too_many", "Son demasiados", "seats")
        return Outcome(result={"times": str(self.asked)})


def consumer(books: Books, broken: Broken) -> Consumer:
    table: dict[type, Callable[..., Outcome]] = {VacancyPosted: broken.posted, VacancyPost: broken.post}
    return Consumer(Hears("vacancies", table), books.ledger, lambda: NOW, Figures())


def record(identity: str, vacancy: str = "v1", offset: int = 0) -> Record:
    posted = VacancyPosted(
        vacancy_id=vacancy, commune="16301", seats=1, profile=PROFILE, local_until=NOW, valid_through=NOW
    )
    envelope = Envelope(
        identity, "/mesa/vacancies", posted.WIRE, NOW, vacancy, identity, None, trace_of(identity, identity), posted
    )
    body = posted.model_dump_json(exclude_none=True).encode()
    return Record("vacancies", 0, offset, vacancy.encode(), body, tuple(headers_of(envelope)))


def request(identity: str, seats: int = 1) -> Envelope[VacancyPost]:
    asked = VacancyPost(commune="16301", seats=seats, profile=PROFILE, distinct=True)
    source = commune_source("16301")
    return Envelope(identity, source, asked.WIRE, NOW, "16301", identity, None, None, asked)


async def the_same_message_is_done_once(books: Books) -> None:
    take = consumer(books, Broken()).take
    await take([record("a"), record("a")])
    await take([record("a")])
    assert await books.tallies() == {"v1": 1}
    assert await books.said() == ["a"]


async def a_repeat_within_a_batch_keeps_the_order(books: Books) -> None:
    await consumer(books, Broken()).take([record("a"), record("b"), record("a")])
    assert await books.said() == ["a", "b"]


async def a_broken_decision_is_parked_and_the_others_go_on(books: Books) -> None:
    broken = Broken()
    broken.on = {"bad"}
    records = [record(f"m{n}", f"v{n}", n) for n in range(250)] + [record("bad", "v-bad", 250)]
    records += [record(f"m{n}", f"v{n}", n + 1) for n in range(250, 499)]
    await consumer(books, broken).take(records)
    assert len(await books.tallies()) == 499
    assert await books.parked() == ["decision_failed"]


async def what_order_matters_for_waits_behind_a_parked_one(books: Books) -> None:
    broken = Broken()
    broken.on = {"bad"}
    at_work = consumer(books, broken)
    await at_work.take([record("bad", "v1", 0), record("later", "v1", 1), record("other", "v2", 2)])
    await at_work.take([record("later still", "v1", 3)])
    assert await books.parked() == ["decision_failed", "behind", "behind"]
    assert await books.tallies() == {"v2": 1}


async def what_is_replayed_after_a_repair_is_done(books: Books) -> None:
    broken = Broken()
    broken.on = {"bad"}
    at_work = consumer(books, broken)
    await at_work.take([record("bad", "v1", 0)])
    broken.on = set()
    await books.replay()
    assert await at_work.replay() == 1
    assert await books.parked() == []
    assert await books.tallies() == {"v1": 1}


async def the_same_poison_twice_is_parked_once(books: Books) -> None:
    poison = record("a")._replace(value=b"{", offset=7)
    at_work = consumer(books, Broken())
    await at_work.take([poison])
    await at_work.take([poison])
    assert await books.parked() == ["not_json"]


async def the_same_request_gets_the_same_answer(books: Books) -> None:
    broken = Broken()
    at_work = consumer(books, broken)
    first, again = await at_work.ask(request("r1")), await at_work.ask(request("r1"))
    no, no_again = await at_work.ask(request("r2", seats=101)), await at_work.ask(request("r2", seats=101))
    assert first == again
    assert first is not None
    assert first.result == {"times": "1"}
    assert no == no_again
    assert no is not None
    assert [fault.code for fault in no.faults] == ["too_many"]
    assert broken.asked == 2


async def what_is_not_committed_has_not_happened(books: Books) -> None:
    heard = read(record("a"))
    try:
        async with books.ledger.transaction() as inside:
            assert (await inside.claim([heard])).fresh == {heard.identity}
            work = await inside.load([heard])
            work.apply([tally.Tally("v1", 5)])
            await inside.record(work, Page())
            raise Passing("killed")
    except Passing:
        pass
    assert await books.tallies() == {}
    await consumer(books, Broken()).take([record("a")])
    assert await books.tallies() == {"v1": 1}


CASES: Sequence[Callable[[Books], Any]] = (
    the_same_message_is_done_once,
    a_repeat_within_a_batch_keeps_the_order,
    a_broken_decision_is_parked_and_the_others_go_on,
    what_order_matters_for_waits_behind_a_parked_one,
    what_is_replayed_after_a_repair_is_done,
    the_same_poison_twice_is_parked_once,
    the_same_request_gets_the_same_answer,
    what_is_not_committed_has_not_happened,
)

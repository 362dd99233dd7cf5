"""One batch, exactly: claim, load, decide, record, in one transaction; halved when one of its messages fails."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from shared.bus.decide import Hears, decide_all, failure, put_aside, say_answer
from shared.bus.ledger import Answer, Books, Contended, Ledger, Page, Parked, Passing, Permanent
from shared.bus.wire import Heard, Record, Unknown, Unreadable, read
from shared.bus.work import Tick, Work
from shared.contracts.envelope import Envelope, Request, derived_id, trace_of
from shared.contracts.registry import DOORKEEPER, OWNER_OF, REQUESTS
from shared.contracts.topics import commune_of_intake
from shared.observe.figures import Figures
from shared.observe.frames import frames_of

log = structlog.get_logger()
QUIET = 50
"""Up to so many facts a batch each has its own log line; above, one line counts them."""

Identity = tuple[str, str]


@dataclass(frozen=True)
class Consumer:
    """The batch shell of one service: everything it hears, is asked or is due goes through `run`."""

    hears: Hears
    ledger: Ledger
    now: Callable[[], datetime]
    figures: Figures

    async def take(self, records: Sequence[Record]) -> None:
        """A batch from the bus. Raises Passing; then nothing has happened and the batch must come again."""
        heard, page = self._sort(records)
        await self._halving(heard, page)

    async def ask(self, envelope: Envelope[Any]) -> Answer | None:
        """A request by HTTP: a batch of one. None if it failed and the request is parked."""
        heard = Heard(envelope)
        return (await self._halving([heard], Page(), tries=10)).get(heard.identity)

    async def tick(self, limit: int = 500) -> bool:
        """What is due now, so many at most. Returns whether there may be more."""
        heard: list[Heard] = []
        try:
            async with self.ledger.transaction() as books:
                now = self.now()
                heard = [Heard(_tick(self.hears.name, t, now)) for t in await books.due(now, limit)]
                if heard:
                    await self._settle(books, heard, Page(), now)
        except Passing:
            raise
        except Exception:
            if not heard:
                raise
            await self._halving(heard, Page())
        return len(heard) == limit

    async def replay(self, limit: int = 100) -> int:
        """Parked records an operator sent back into the work. One that fails again is parked again."""
        try:
            async with self.ledger.transaction() as books:
                records = await books.replays(limit)
                if records:
                    heard, page = self._sort(records)
                    await self._settle(books, heard, page, self.now())
                return len(records)
        except (Passing, Contended):
            raise
        except Exception as broken:
            return await (self.replay(1) if limit > 1 else self._replay_aside(broken))

    async def _replay_aside(self, broken: Exception) -> int:
        async with self.ledger.transaction() as books:
            records = await books.replays(1)
            heard, page = self._sort(records)
            for one in heard:
                await self._park_fresh(books, one, broken, page)
            await books.record(Work(), page)
        self._report(len(records), len(records), page, 0.0)
        return len(records)

    async def _halving(self, heard: list[Heard], page: Page, tries: int = 5) -> dict[Identity, Answer]:
        """The batch, or halves of it until the one message that it fails for stands alone and is parked."""
        try:
            return await self._once(heard, page)
        except Passing:
            raise
        except Exception as broken:
            if isinstance(broken, Contended) and tries and len(heard) == 1:
                return await self._halving(heard, page, tries - 1)
            if not heard:
                raise
            if len(heard) == 1:
                return await self._put_aside(heard[0], broken, page)
        middle = len(heard) // 2
        answers = await self._halving(heard[:middle], page)
        return answers | await self._halving(heard[middle:], Page())

    async def _put_aside(self, heard: Heard, broken: Exception, page: Page) -> dict[Identity, Answer]:
        """The one message that cannot be done: entered as heard, put aside, and who asked is told."""
        async with self.ledger.transaction() as books:
            answered = await self._park_fresh(books, heard, broken, page)
            await books.record(Work(), page)
        self._report(1, 1, page, 0.0)
        return dict(answered)

    async def _park_fresh(self, books: Books, heard: Heard, broken: Exception, page: Page) -> Mapping[Identity, Answer]:
        """Put a message on the page as failed, unless it was done meanwhile: then its answer is returned."""
        claim = await books.claim([heard])
        if heard.identity in claim.fresh:
            parked = failure("failed", heard, broken)
            if isinstance(broken, Permanent):
                parked = Parked("refused_by_database", str(broken), "", heard.record, heard)
            put_aside(page, self.hears.name, heard, parked, self.now())
        return claim.answered

    async def _once(self, heard: list[Heard], page: Page) -> dict[Identity, Answer]:
        if not heard and not page.parked and not page.outbox:
            return {}
        async with self.ledger.transaction() as books:
            return await self._settle(books, heard, page, self.now())

    async def _settle(self, books: Books, heard: list[Heard], known: Page, now: datetime) -> dict[Identity, Answer]:
        """The batch within its transaction. `known` holds what was already parked or answered while reading."""
        started = time.perf_counter()
        claim = await books.claim(heard)
        fresh = _first_of_each(h for h in heard if h.identity in claim.fresh)
        ordered = [h.envelope.subject for h in fresh if h.envelope.data.ORDERED]
        blocked = await books.blocked(ordered) if ordered else frozenset()
        work = await books.load(fresh)
        page = decide_all(self.hears, work, fresh, blocked, now)
        page.parked[:0] = known.parked
        page.outbox[:0] = known.outbox
        for again in heard:
            if again.intake and (told := claim.answered.get(again.identity)):
                say_answer(page, self.hears.name, again, told, now)
        await books.record(work, page)
        self._report(len(heard), len(fresh), page, time.perf_counter() - started)
        return {**claim.answered, **page.answers}

    def _sort(self, records: Sequence[Record]) -> tuple[list[Heard], Page]:
        """What is ours to decide, and a page with what cannot be read, parked and answered where one can be told."""
        heard: list[Heard] = []
        page = Page()
        for record in records:
            try:
                one = read(record)
            except Unknown as unknown:
                self._unknown(record, unknown, page)
            except Unreadable as bad:
                if self._is_ours(record, bad):
                    self._park(record, bad, page)
            else:
                if type(one.envelope.data) in self.hears.table:
                    heard.append(one)
        return heard, page

    def _unknown(self, record: Record, unknown: Unknown, page: Page) -> None:
        self.figures.passed_over.labels(unknown.wire[:60]).inc()
        if commune_of_intake(record.topic) and self.hears.name == DOORKEEPER:
            text = f"Nadie en la Mesa conoce el tipo «{unknown.wire}»"
            self._park(record, Unreadable("unknown_type", text, unknown.attributes), page)

    def _is_ours(self, record: Record, bad: Unreadable) -> bool:
        """On an intake that all hear, the owner of the request parks it; the doorkeeper where nobody owns it."""
        if commune_of_intake(record.topic) is None:
            return True
        contract = REQUESTS.get(bad.attributes.get("type", ""))
        owner = OWNER_OF[contract] if contract else DOORKEEPER
        return owner == self.hears.name

    def _park(self, record: Record, bad: Unreadable, page: Page) -> None:
        frames = frames_of(bad.__cause__) if bad.__cause__ else ""
        page.parked.append(Parked(bad.code, bad.text, frames, record, None, bad.attributes))
        commune, asked = commune_of_intake(record.topic), bad.attributes.get("id")
        if commune and asked:
            wire = bad.attributes.get("type", "")
            heard = Heard(_unread(bad.attributes, wire, commune, self.now()), record)
            told = Answer(asked, wire, commune, {}, bad.faults)
            say_answer(page, self.hears.name, heard, told, self.now())

    def _report(self, taken: int, fresh: int, page: Page, seconds: float) -> None:
        self.figures.batch(taken, fresh, page, seconds)
        for parked in page.parked:
            log.error("message_parked", code=parked.code, detail=parked.detail, **_ids_of(parked))
        if len(page.outbox) > QUIET:
            log.info("batch", taken=taken, fresh=fresh, said=len(page.outbox), ms=round(seconds * 1000, 1))
            return
        for out in page.outbox:
            e = out.envelope
            log.info("said", type=e.type, subject=e.subject, message_id=e.id, correlation_id=e.correlation_id)


def _first_of_each(heard: Iterable[Heard]) -> list[Heard]:
    """Without the repeats within one batch; each stands where it came first."""
    first: dict[Identity, Heard] = {}
    for one in heard:
        first.setdefault(one.identity, one)
    return list(first.values())


def _ids_of(parked: Parked) -> dict[str, str]:
    if parked.heard:
        e = parked.heard.envelope
        return {"message_id": e.id, "type": e.type, "subject": e.subject, "correlation_id": e.correlation_id}
    where = parked.record
    at = {"topic": where.topic, "offset": f"{where.partition}:{where.offset}"} if where else {}
    return {**at, **{k: v for k, v in parked.attributes.items() if k in ("id", "type")}}


def _tick(name: str, tick: Tick, now: datetime) -> Envelope[Tick]:
    """A tick as a message; its id holds what was due, so that two replicas that take it up do it once."""
    identity = derived_id(tick.key, name, tick.kind, tick.due_at.isoformat())
    return Envelope(
        identity,
        f"/mesa/{name}/clock",
        tick.WIRE,
        now,
        tick.key,
        tick.key,
        None,
        trace_of(tick.key, identity),
        tick,
    )


def _unread(attributes: dict[str, str], wire: str, commune: str, now: datetime) -> Envelope[Request]:
    """A stand-in envelope for a request that could not be read, to answer it: its id and who asked are known."""
    identity = attributes["id"]
    return Envelope(
        identity,
        attributes.get("source", ""),
        wire,
        now,
        commune,
        identity,
        None,
        trace_of(identity, identity),
        Request(commune=commune),
    )

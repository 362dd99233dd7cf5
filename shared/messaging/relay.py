"""The relay: publishes the outbox in the order of its positions, and marks rows after the broker acknowledged them."""

import asyncio
import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import structlog

from shared.backoff import Backoff
from shared.messaging.books_check import Books, BooksCheck, Bus
from shared.messaging.unit_of_work import TransientError
from shared.observe.metrics import Metrics

log = structlog.get_logger()
SWEEP_SECONDS = 1.0
"""After so long the outbox is read even if no notification came, and the lease is renewed."""

LONGEST_TOPIC_PAUSE = 30.0


class Refusal(NamedTuple):
    """Why the broker does not take a row. `topic_wide`: no row of its topic, so that they wait; else this row alone."""

    why: str
    topic_wide: bool


class Producer(Bus, Protocol):
    """Publishes rows in order. Raises TransientError."""

    def open(self) -> Awaitable[None]:
        """Connect, and shut out whoever opened it before: what that one still sends is refused."""

    def publish(self, rows: Sequence[Any]) -> Awaitable[list[Refusal | None]]:
        """None for each row that is acknowledged. Raises TransientError if the broker did not answer for some."""

    def make_topic(self, topic: str) -> Awaitable[None]:
        """Make a topic that is missing. Raises TransientError if that cannot be done."""

    def close(self) -> Awaitable[None]: ...


class Outbox(Books, Protocol):
    """The outbox of one service, held by one relay at a time. Raises TransientError."""

    async def stand_in(self, logs: Mapping[str, str]) -> list[str]:
        """Note in which log each topic stands. What was published to an older log waits once more; returns its topics.

        Only for who holds the outbox.
        """

    async def hold(self) -> int | None:
        """Become or stay the only relay of this service; None while another is. A new number for each new holder."""

    async def waiting(self, limit: int, but: Collection[str] = ()) -> list[dict[str, Any]]:
        """The oldest rows that are not published yet, by position, with topic, key, data and headers.

        `but`: not those of these topics. Nothing if another relay has become the holder.
        """

    async def published(self, positions: Sequence[int]) -> None: ...

    async def refused(self, rows: Sequence[dict[str, Any]], why: Sequence[str]) -> None:
        """Turn rows that the broker will never accept into dead letters, so that the others go on."""

    async def wait_for_rows(self, seconds: float) -> None:
        """Wait until something is written, or so long."""

    async def close(self) -> None: ...


@dataclass(slots=True)
class _TopicWait:
    """A topic that takes nothing: why, when it is tried again (seconds of the monotonic clock), and the pauses."""

    why: str
    until: float = 0.0
    pauses: Backoff = field(default_factory=lambda: Backoff(first=1.0, longest=LONGEST_TOPIC_PAUSE))


@dataclass
class Relay:
    """The relay of one service. After a crash it may publish facts again, never lose one: inboxes drop the repeat.

    The order of these steps keeps the order of the facts: the lease, then the producer (which shuts out the one of the
    holder before), then the rows. Whoever was frozen on the way publishes nothing behind the facts of the new holder.

    Before all of them, and again after each trouble, the books are compared with the bus.
    """

    outbox: Outbox
    producer: Producer
    metrics: Metrics
    rows: int = 1000
    check: BooksCheck = field(default_factory=BooksCheck)
    running: bool = field(default=False, init=False)
    _away: str = field(default="", init=False)
    _fence: int | None = field(default=None, init=False)
    _certain: bool = field(default=False, init=False)
    _topics: dict[str, _TopicWait] = field(default_factory=dict, init=False)

    @property
    def trouble(self) -> str:
        """Which topics take nothing, and why; or that it cannot publish at all. Empty if all goes out."""
        if self.check.behind or not self.running:
            said = self.check.behind or "not relaying"
            return said if self._away in ("", said) else f"{said}: {self._away}"
        waits = sorted((topic, wait.why) for topic, wait in self._topics.items())
        return "; ".join(f"facts for {topic} wait: {why}" for topic, why in waits)

    async def run(self) -> None:
        """Run until cancelled. While the database or the broker is away, try again after growing pauses."""
        backoff = Backoff()
        try:
            while True:
                try:
                    held = await self._hold()
                    published = await self.once() if held else 0
                    # set before the wait: a service without facts to publish is ready at once
                    self.running, self._away = True, ""
                    backoff.reset()
                    if not held:  # another replica relays: this one stands by
                        await asyncio.sleep(SWEEP_SECONDS)
                    elif not published:
                        await self.outbox.wait_for_rows(SWEEP_SECONDS)
                except TransientError as away:
                    # the producer is opened anew before anything is published again
                    pause, self.running, self._fence, self._certain = backoff.next(), False, None, False
                    self._away = str(away)
                    self.metrics.waits.labels("relay").inc()
                    log.warning("relay_waits", why=str(away), seconds=pause)
                    await asyncio.sleep(pause)
        finally:
            self.running, self._fence = False, None
            await self.producer.close()
            await self.outbox.close()

    async def once(self) -> int:
        """Publish the oldest rows of the outbox. Returns how many went out or were set aside."""
        now = time.monotonic()
        rows = await self.outbox.waiting(self.rows, [t for t, wait in self._topics.items() if wait.until > now])
        if not rows:
            return 0
        if most := rows[0]["most_a_second"]:  # the topics are filled again, and their readers are to keep up
            rows = rows[:most]
        answers = list(zip(rows, await self.producer.publish(rows), strict=True))
        sent = [row for row, no in answers if no is None]
        await self.outbox.published([row["position"] for row in sent])
        refused = [(row, no) for row, no in answers if no is not None and not no.topic_wide]
        if refused:
            log.error("facts_refused_by_broker", rows=len(refused), why=sorted({no.why for _, no in refused}))
            await self.outbox.refused([row for row, _ in refused], [no.why for _, no in refused])
        for topic in {row["topic"] for row in sent}:
            self._topics.pop(topic, None)
        for topic, why in {row["topic"]: no.why for row, no in answers if no is not None and no.topic_wide}.items():
            await self._let_wait(topic, why)
        self.metrics.published.inc(len(sent))
        if most:
            await asyncio.sleep(max(0.0, now + len(rows) / most - time.monotonic()))
        return len(sent) + len(refused)

    async def _hold(self) -> bool:
        """Whether this is the relay of the service. A new holder opens the producer before it reads any row."""
        if not self._certain:
            await self.check.compare(self.producer, self.outbox)
            self._certain = True
        fence = await self.outbox.hold()
        if fence is not None and fence != self._fence:
            await self.producer.open()
            await self._stand_in()
            log.info("relaying", fence=fence)
        self._fence = fence
        return fence is not None

    async def _stand_in(self) -> None:
        """Asked now, not remembered: while this one stood by, another may have filled a topic that was made anew."""
        if topics := await self.outbox.stand_in((await self.producer.own_topics()).logs):
            log.warning("topics_filled_again", topics=topics)

    async def _let_wait(self, topic: str, why: str) -> None:
        """Leave a topic out for a while, so that the facts of the others go on; and make it, if it is missing."""
        wait = self._topics.setdefault(topic, _TopicWait(why))
        wait.why, pause = why, wait.pauses.next()
        wait.until = time.monotonic() + pause
        log.error("topic_takes_nothing", topic=topic, why=why, seconds=pause)
        try:
            await self.producer.make_topic(topic)
            await self._stand_in()
        except TransientError as no:
            wait.why = f"{why}, and it cannot be made: {no}"

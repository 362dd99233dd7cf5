"""Consumes every fact of the stack, hands it to a printer, and lets the script wait for those that it needs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shared.contracts.envelope import Envelope, Fact
from shared.contracts.replies import RequestRejected
from shared.contracts.topics import AGENDA, COMMUNES, OFFERS, VACANCIES, replies_to
from shared.messaging.address import BusAddress
from shared.messaging.cloudevents import read
from shared.messaging.kafka import read_topic
from shared.messaging.records import UnknownType, UnreadableRecord

F = TypeVar("F", bound=Fact)
PATIENCE = 45.0
"""Seconds of real time after which an expected fact counts as missing."""


class MissingFactError(Exception):
    """A fact that the script waits for was not published, or a request was rejected."""


@dataclass
class FactRecorder:
    """All facts so far, in the order in which they were consumed. `tell` gets each fact once."""

    bus: BusAddress
    cuts: tuple[str, ...]
    tell: Callable[[Envelope[Fact]], None]
    facts: list[Envelope[Any]] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ids: set[str] = field(default_factory=set)

    async def listen(self) -> None:
        """Until cancelled."""
        names = [topic.name for topic in (COMMUNES, VACANCIES, OFFERS, AGENDA, *map(replies_to, self.cuts))]
        async for record in read_topic(self.bus, names, follow=True):
            try:
                envelope = read(record).envelope
            except (UnreadableRecord, UnknownType):
                continue  # whatever it is, no fact of this play
            if envelope.id not in self._ids:
                self._ids.add(envelope.id)
                await self._take(envelope)

    async def _take(self, envelope: Envelope[Any]) -> None:
        self.tell(envelope)
        async with self._news:
            self.facts.append(envelope)
            self._news.notify_all()

    def all(self, kind: type[F], which: Callable[[F], bool] = lambda fact: True) -> list[F]:
        """The facts of a kind so far."""
        return [e.data for e in self.facts if isinstance(e.data, kind) and which(e.data)]

    async def until(self, there: Callable[[], bool], what: str) -> None:
        """Wait until it is so. Raises MissingFactError if it does not come, at once if a request is rejected."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(lambda: there() or bool(self.all(RequestRejected)))
        except TimeoutError:
            raise MissingFactError(f"after {PATIENCE:.0f} s no fact has shown: {what}") from None
        for rejected in self.all(RequestRejected):
            raise MissingFactError(f"{rejected.request_type} was rejected: {rejected.faults[0].text}")

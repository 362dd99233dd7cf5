"""What the services said in the time that the books do not know: read from the bus, fact by fact."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import asyncpg

from deploy.machine.service import NAMES
from shared.contracts.envelope import Fact, service_source
from shared.contracts.topics import INTAKE, REPLIES, SHARED_TOPICS
from shared.contracts.vacancies import VacancyPosted
from shared.messaging.address import BusAddress
from shared.messaging.books_check import OwnFact
from shared.messaging.cloudevents import IncomingMessage, read
from shared.messaging.kafka import read_topic, topics_of
from shared.messaging.records import UnknownType, UnreadableRecord
from shared.postgres import published

MANY = 2_000
"""So many facts are looked up in the books at once."""

Progress = Callable[[int], None]
"""Told how many records more were read."""


class LostFact(NamedTuple):
    """A fact that a service has said and does not know any more."""

    service: str
    message: IncomingMessage

    @property
    def at(self) -> datetime:
        return self.message.envelope.time

    @property
    def fact(self) -> Fact:
        fact: Fact = self.message.envelope.data
        return fact


@dataclass
class LostTime:
    """All that the books do not know. `by_intake`: ids of the requests that stand on the bus.

    `replies` are counted apart: they only say that something was answered.
    """

    facts: list[LostFact] = field(default_factory=list)
    replies: list[LostFact] = field(default_factory=list)
    by_intake: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.facts or self.replies)

    @property
    def to_ask_again(self) -> list[LostFact]:
        """What an officer asked over HTTP, oldest first: nobody asks it again by himself.

        Everything else follows: from a request on an intake, which is heard again, or from another fact.
        """
        known = self.by_intake | {lost.message.envelope.id for lost in self.facts}
        return [lost for lost in self.facts if _asked_over_http(lost, known)]

    @property
    def folios(self) -> dict[str, tuple[int, int]]:
        """The last folio of each commune in the lost time, as (year, number)."""
        last: dict[str, tuple[int, int]] = {}
        for lost in self.facts:
            if isinstance(lost.fact, VacancyPosted) and lost.fact.folio:
                _, year, number = lost.fact.folio.split("-")
                last[lost.fact.commune] = max(last.get(lost.fact.commune, (0, 0)), (int(year), int(number)))
        return last

    @property
    def communes(self) -> set[str]:
        return {commune for lost in self.facts if (commune := getattr(lost.fact, "commune", None))}


def _asked_over_http(lost: LostFact, known: set[str]) -> bool:
    """Whether nothing on the bus has caused it: a request over HTTP begins the correlation of its facts."""
    envelope = lost.message.envelope
    return envelope.causation_id == envelope.correlation_id and envelope.causation_id not in known


async def read_lost_time(db: asyncpg.Connection, bus: BusAddress, progress: Progress) -> LostTime:
    """Read the bus from its start and keep what the books do not know. `db` is the owner's connection.

    Raises TransientError if no broker answers.
    """
    lost, found = LostTime(), list[tuple[str, IncomingMessage]]()
    there = await topics_of(bus)
    said = [t for t in there if t.startswith(f"{REPLIES}.") or t in {topic.name for topic in SHARED_TOPICS}]
    async for message in _messages(bus, said, progress):
        if (service := _speaker(message)) is not None:
            found.append((service, message))
        if len(found) >= MANY:
            await _keep_unknown(db, found, lost)
            found.clear()
    await _keep_unknown(db, found, lost)
    lost.facts.sort(key=lambda fact: fact.at)
    lost.by_intake = await _asked_by_intake(bus, there, progress)
    return lost


def _speaker(message: IncomingMessage) -> str | None:
    return next((name for name in NAMES if message.envelope.source == service_source(name)), None)


async def _messages(bus: BusAddress, topics: list[str], progress: Progress) -> AsyncIterator[IncomingMessage]:
    """What can be read on topics. What cannot be read has told nobody anything."""
    if not topics:
        return
    async for record in read_topic(bus, topics):
        progress(1)
        with suppress(UnreadableRecord, UnknownType):
            yield read(record)


async def _keep_unknown(db: asyncpg.Connection, found: list[tuple[str, IncomingMessage]], lost: LostTime) -> None:
    for name in NAMES:
        own = [message for service, message in found if service == name]
        facts = {OwnFact(m.envelope.id, m.envelope.subject, m.envelope.time): m for m in own}
        async with db.transaction():
            await db.execute(f'SET LOCAL search_path = "{name}"')
            unknown = await published.unknown(db, service_source(name), list(facts))
        for fact in unknown:
            message = facts[fact]
            of_replies = message.record is not None and message.record.topic.startswith(f"{REPLIES}.")
            (lost.replies if of_replies else lost.facts).append(LostFact(name, message))


async def _asked_by_intake(bus: BusAddress, there: list[str], progress: Progress) -> set[str]:
    """The ids of the requests on intakes. Those that the books do not know are heard again."""
    intakes = [topic for topic in there if topic.startswith(f"{INTAKE}.")]
    return {message.envelope.id async for message in _messages(bus, intakes, progress)}

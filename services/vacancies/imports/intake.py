"""The communes' door on a running stack: who sits at the table, what was answered before, ask and hear the answers."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from shared.clock import Now
from shared.contracts.communes import CommuneFact
from shared.contracts.envelope import Envelope, commune_source, trace_of
from shared.contracts.intake import VacancyPost
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.topics import COMMUNES, intake_of, replies_to
from shared.errors import OperatorError
from shared.messaging.cloudevents import Record, UnknownType, UnreadableRecord, read
from shared.messaging.kafka import KafkaProducer, outbox_row_of, read_compacted, read_topic
from shared.messaging.unit_of_work import TransientError

Request = tuple[str, VacancyPost]
"""A request with its id."""

Answers = Mapping[str, RequestAccepted | RequestRejected]
TRIES = 5


class CommuneIntake:
    """Asks in the name of communes and hears what they are told. Opened by `open_intake`."""

    def __init__(self, bootstrap: str, prefix: str, members: frozenset[str], now: Now) -> None:
        self.members = members
        self._now = now
        self._producer = KafkaProducer(bootstrap, prefix, "import")
        self._accepted: set[bytes] = set()
        self._told: dict[str, RequestAccepted | RequestRejected] = {}
        self._waiting: set[str] = set()
        self._news = asyncio.Event()

    def was_accepted(self, request_id: str) -> bool:
        """Whether the services took this request before, by whoever asked."""
        return UUID(request_id).bytes in self._accepted

    async def ask(self, requests: Sequence[Request], patience: float) -> Answers:
        """Publish requests and wait until all are answered, or nothing was heard for `patience` seconds."""
        self._waiting = {request_id for request_id, _ in requests}
        self._told = {}
        await self._say([outbox_row_of(intake_of(post.commune).name, self._envelope(i, post)) for i, post in requests])
        while self._waiting:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), patience)
            except TimeoutError:
                break
        return self._told

    async def close(self) -> None:
        await self._producer.close()

    def hear(self, record: Record) -> None:
        """One record of a replies topic; what is no answer to a posting is passed over."""
        try:
            reply = read(record).envelope.data
        except (UnreadableRecord, UnknownType):
            return
        if not isinstance(reply, RequestAccepted | RequestRejected) or reply.request_type != VacancyPost.WIRE:
            return
        if reply.request_id in self._waiting:
            self._waiting.discard(reply.request_id)
            self._told[reply.request_id] = reply
            self._news.set()
        if isinstance(reply, RequestAccepted):
            with suppress(ValueError):  # a commune's own system may name its requests otherwise
                self._accepted.add(UUID(reply.request_id).bytes)

    async def _say(self, rows: Sequence[object]) -> None:
        for attempt in range(TRIES):
            try:
                refused = [why for why in await self._producer.publish(rows) if why]
            except TransientError as away:
                if attempt == TRIES - 1:
                    raise OperatorError(
                        f"Kafka does not take requests: {away}", do="see `mesa status`, then import again"
                    ) from away
            else:
                if refused:
                    raise OperatorError(
                        f"Kafka refuses {len(refused)} requests: {refused[0]}", do="see the broker's log"
                    )
                return

    def _envelope(self, request_id: str, post: VacancyPost) -> Envelope[VacancyPost]:
        return Envelope(
            id=request_id,
            source=commune_source(post.commune),
            type=post.WIRE,
            time=self._now(),
            subject=post.subject,
            correlation_id=request_id,
            causation_id=None,
            traceparent=trace_of(request_id, request_id),
            data=post,
        )


@asynccontextmanager
async def open_intake(bootstrap: str, prefix: str, now: Now) -> AsyncIterator[CommuneIntake]:
    """A Door that knows who is at the table and every answer given before. Raises Fault if nobody is at the table,
    TransientError if no broker answers.
    """
    members = frozenset(await _members(bootstrap, prefix))
    if not members:
        raise OperatorError("no commune sits at this table", do="run `mesa communes apply`, then import again")
    door = CommuneIntake(bootstrap, prefix, members, now)
    caught_up = asyncio.Event()
    listening = asyncio.create_task(_listen(door, bootstrap, prefix, members, caught_up))
    ready = asyncio.create_task(caught_up.wait())
    try:
        await asyncio.wait((listening, ready), return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()
        yield door
    finally:
        for task in (listening, ready):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await door.close()


async def _listen(
    door: CommuneIntake, bootstrap: str, prefix: str, members: Iterable[str], caught_up: asyncio.Event
) -> None:
    topics = [replies_to(cut).name for cut in sorted(members)]
    async for record in read_topic(bootstrap, prefix, topics, follow=True, caught_up=caught_up):
        door.hear(record)


async def _members(bootstrap: str, prefix: str) -> list[str]:
    """The communes whose last word is that they are at the table."""
    found = []
    for record in (await read_compacted(bootstrap, prefix, COMMUNES.name)).values():
        with suppress(UnreadableRecord, UnknownType):
            fact = read(record).envelope.data
            if isinstance(fact, CommuneFact):
                found.append(fact.commune)
    return found

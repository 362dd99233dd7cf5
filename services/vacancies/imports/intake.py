"""The intake topics of a running stack: its members, earlier answers, sending requests and waiting for replies."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from shared.backoff import Backoff
from shared.clock import Now
from shared.contracts.communes import CommuneFact
from shared.contracts.envelope import commune_source, root_envelope
from shared.contracts.intake import VacancyPost
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.topics import COMMUNES, intake_of, replies_to
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.messaging.cloudevents import read
from shared.messaging.kafka import KafkaProducer, outbox_row_of, read_compacted, read_topic, refused_for_good
from shared.messaging.records import Record, UnknownType, UnreadableRecord
from shared.messaging.unit_of_work import TransientError

Request = tuple[str, VacancyPost]
"""A request with its id."""

Answers = Mapping[str, RequestAccepted | RequestRejected]
TRIES = 5


class CommuneIntake:
    """Sends requests in the name of communes and receives their replies. Opened by `open_intake`."""

    def __init__(self, bus: BusAddress, members: frozenset[str], now: Now) -> None:
        self.members = members
        self._now = now
        self._producer = KafkaProducer(bus, "import")
        self._accepted: set[bytes] = set()
        self._replies: dict[str, RequestAccepted | RequestRejected] = {}
        self._waiting: set[str] = set()
        self._answered = asyncio.Event()

    def was_accepted(self, request_id: str) -> bool:
        """Whether the services accepted this request before, from this import or another."""
        return UUID(request_id).bytes in self._accepted

    async def ask(self, requests: Sequence[Request], patience: float) -> Answers:
        """Publish requests and wait until all are answered, or no answer has come for `patience` seconds."""
        self._waiting = {request_id for request_id, _ in requests}
        self._replies = {}
        rows = [
            outbox_row_of(
                intake_of(post.commune).name,
                root_envelope(post, request_id, commune_source(post.commune), self._now()),
            )
            for request_id, post in requests
        ]
        await self._publish(rows)
        while self._waiting:
            self._answered.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._answered.wait()
            except TimeoutError:
                break
        return self._replies

    async def close(self) -> None:
        await self._producer.close()

    def receive(self, record: Record) -> None:
        """Take one record of a replies topic; records that do not answer a posting are passed over."""
        try:
            reply = read(record).envelope.data
        except (UnreadableRecord, UnknownType):
            return
        if not isinstance(reply, RequestAccepted | RequestRejected) or reply.request_type != VacancyPost.WIRE:
            return
        if reply.request_id in self._waiting:
            self._waiting.discard(reply.request_id)
            self._replies[reply.request_id] = reply
            self._answered.set()
        if isinstance(reply, RequestAccepted):
            with suppress(ValueError):  # a commune's own system may name its requests otherwise
                self._accepted.add(UUID(reply.request_id).bytes)

    async def _publish(self, rows: Sequence[object]) -> None:
        backoff = Backoff()
        for attempt in range(TRIES):
            try:
                refused = refused_for_good(await self._producer.publish(rows))
            except TransientError as away:
                if attempt == TRIES - 1:
                    raise OperatorError(
                        f"Kafka does not take requests: {away}", do="see `mesa status`, then import again"
                    ) from away
                await asyncio.sleep(backoff.next())
            else:
                if refused:
                    raise OperatorError(
                        f"Kafka refuses {len(refused)} requests: {refused[0]}", do="see the broker's log"
                    )
                return


@asynccontextmanager
async def open_intake(bus: BusAddress, now: Now) -> AsyncIterator[CommuneIntake]:
    """An intake that knows the members of the Mesa and every earlier answer.

    Raises OperatorError if the Mesa has no member, TransientError if no broker answers.
    """
    said = await read_compacted(bus, COMMUNES.name)
    members = frozenset(cut for cut, (fact, _) in said.items() if isinstance(fact, CommuneFact))
    if not members:
        raise OperatorError("no commune sits at this table", do="run `mesa communes apply`, then import again")
    intake = CommuneIntake(bus, members, now)
    caught_up = asyncio.Event()
    listening = asyncio.create_task(_listen(intake, bus, members, caught_up))
    ready = asyncio.create_task(caught_up.wait())
    try:
        await asyncio.wait((listening, ready), return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()
        yield intake
    finally:
        for task in (listening, ready):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await intake.close()


async def _listen(intake: CommuneIntake, bus: BusAddress, members: Iterable[str], caught_up: asyncio.Event) -> None:
    topics = [replies_to(cut).name for cut in sorted(members)]
    async for record in read_topic(bus, topics, follow=True, caught_up=caught_up):
        intake.receive(record)

"""What nobody may do on a bus with logins, tried as a client of each kind would."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError

from deploy.bus_users import BusUser
from deploy.bus_users.admin import BusAdmin
from deploy.bus_users.rules import Rule
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.messaging.kafka import KafkaProducer, ensure_topics
from shared.messaging.kafka.connecting import client_of
from shared.messaging.unit_of_work import TransientError
from tests.real.house import COIHUECO, NIQUEN, SAN_CARLOS


class Refusal(NamedTuple):
    kind: type[Exception]
    says: str | None = None


class Try(NamedTuple):
    user: str
    act: Callable[[BusAddress], Awaitable[None]]
    refused: Refusal


TOPIC, GROUP = Refusal(TopicAuthorizationFailedError), Refusal(GroupAuthorizationFailedError)
DENIED = Refusal(OperatorError, "AUTHORIZATION_FAILED")
OFFICE, OTHER = "16301-a", "16301-b"


@asynccontextmanager
async def producer(bus: BusAddress) -> AsyncIterator[AIOKafkaProducer]:
    """A client that sends whatever it is given."""
    one = AIOKafkaProducer(**client_of(bus))
    try:
        await one.start()
        yield one
    finally:
        await one.stop()


def _write(topic: str) -> Callable[[BusAddress], Awaitable[None]]:
    async def act(bus: BusAddress) -> None:
        async with producer(bus) as one:
            await one.send_and_wait(bus.name_of(topic), b"{}", key=b"any")

    return act


async def _listen(bus: BusAddress, topic: str, **more: Any) -> None:
    consumer = AIOKafkaConsumer(bus.name_of(topic), **client_of(bus), **more)
    try:
        await consumer.start()
        await consumer.getmany(timeout_ms=500)
    finally:
        await consumer.stop()


def _read(topic: str) -> Callable[[BusAddress], Awaitable[None]]:
    return lambda bus: _listen(bus, topic)


def _join(group: Callable[[BusAddress], str]) -> Callable[[BusAddress], Awaitable[None]]:
    return lambda bus: _listen(bus, "vacancies", group_id=group(bus))


async def _make_topics(bus: BusAddress) -> None:
    await ensure_topics(bus, [COIHUECO])


async def _delete_the_intake(bus: BusAddress) -> None:
    admin: Any = BusAdmin(bus)
    (gone,) = admin._client.delete_topics([bus.name_of(f"intake.{SAN_CARLOS}")]).values()
    admin._done(gone)


async def _be_the_relay_of_matching(bus: BusAddress) -> None:
    one = KafkaProducer(bus, "matching", fenced_as=bus.name_of("matching.relay"))
    try:
        await one.open()
    finally:
        await one.close()


async def _make_users(bus: BusAddress) -> None:
    BusAdmin(bus).put({f"{bus.prefix}-mine": "mine"})


async def _make_rules(bus: BusAddress) -> None:
    rule = Rule("write", "topic", bus.name_of("vacancies"))
    BusAdmin(bus).grant([BusUser(f"{bus.prefix}-{OFFICE}", frozenset({rule}))])


FORBIDDEN: dict[str, Try] = {
    "a commune asks in the name of another": Try(OFFICE, _write(f"intake.{NIQUEN}"), TOPIC),
    "a commune says a fact": Try(OFFICE, _write("vacancies"), TOPIC),
    "a commune says who sits at the table": Try(OTHER, _write("communes"), TOPIC),
    "a commune answers itself": Try(OFFICE, _write(f"replies.{SAN_CARLOS}"), TOPIC),
    "a commune reads what another was answered": Try(OFFICE, _read(f"replies.{NIQUEN}"), TOPIC),
    "a commune reads what another asks": Try(OFFICE, _read(f"intake.{NIQUEN}"), TOPIC),
    "a commune reads its own intake": Try(OTHER, _read(f"intake.{SAN_CARLOS}"), TOPIC),
    "a commune joins the group of a service": Try(OFFICE, _join(lambda bus: bus.group_of("vacancies")), GROUP),
    "a commune joins the group of another": Try(OFFICE, _join(lambda bus: bus.name_of(f"{NIQUEN}.sync")), GROUP),
    "a commune makes topics": Try(OFFICE, _make_topics, TOPIC),
    "a commune deletes its own intake": Try(OFFICE, _delete_the_intake, DENIED),
    "a commune makes users": Try(OFFICE, _make_users, DENIED),
    "a commune gives itself rights": Try(OFFICE, _make_rules, DENIED),
    "a service gives itself rights": Try("vacancies", _make_rules, DENIED),
    "a service says another's facts": Try("events", _write("offers"), TOPIC),
    "a service asks for a commune": Try("vacancies", _write(f"intake.{SAN_CARLOS}"), TOPIC),
    "a service hears what is not for it": Try("matching", _read("notices"), TOPIC),
    "a service shuts out another's relay": Try(
        "events", _be_the_relay_of_matching, Refusal(TransientError, "TransactionalIdAuthorizationFailed")
    ),
}

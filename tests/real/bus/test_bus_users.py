"""A broker that asks for logins: who may do what, what is refused, and that a refusal says what it is."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import TopicAuthorizationFailedError

from deploy.bus_users import BusUser, HomeUsers
from deploy.bus_users.admin import BusAdmin
from deploy.bus_users.rules import Rule
from deploy.machine import certificates, provision
from deploy.machine.home import Home
from deploy.machine.kafka import EmbeddedKafka
from services.vacancies.app import SERVICE
from shared.contracts.intake import VacancyPost
from shared.contracts.replies import RequestAccepted
from shared.contracts.vacancies import Profile
from shared.messaging.address import BusAddress, BusLogin
from shared.messaging.kafka import ensure_topics, topics_of
from shared.messaging.kafka.connecting import client_of
from shared.messaging.unit_of_work import TransientError
from tests.real.bus.forbidden import FORBIDDEN, producer
from tests.real.house import NIQUEN, SAN_CARLOS, House, is_ready, until

SERVICES = ("vacancies", "matching", "events", "notifications")
CUTS = (SAN_CARLOS, NIQUEN)
SOON = 10.0
"""Seconds within which a refusal is an answer, and not somebody's patience that ran out."""

POST = VacancyPost(commune=SAN_CARLOS, seats=3, profile=Profile(title="Ordeñador", employer="Lechería El Roble"))
Login = Callable[[str], BusAddress]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("guarded") / "mesa")
    made.make()
    return made


@pytest.fixture(scope="module")
def broker(home: Home) -> Iterator[EmbeddedKafka]:
    with EmbeddedKafka(home.kafka, guard=home.guard()) as kafka:
        yield kafka


@pytest.fixture
def operator(broker: EmbeddedKafka, prefix: str) -> BusAddress:
    assert broker.guard is not None
    return BusAddress(broker.bootstrap, prefix, broker.guard.login)


@pytest.fixture
async def as_user(operator: BusAddress, home: Home) -> Login:
    """The bus as one user sees it: `16301-a`, `vacancies`. Topics, users and rules are there, and known to it."""
    await ensure_topics(operator, CUTS)
    await asyncio.to_thread(provision.bus_users, operator, SERVICES, CUTS, home)
    assert operator.login is not None
    ca = operator.login.ca

    def seen_by(name: str) -> BusAddress:
        return replace(operator, login=HomeUsers(home.bus_users).login_of(f"{operator.prefix}-{name}", ca))

    async def known() -> bool:
        try:
            return bool(await topics_of(seen_by("16303-b")))
        except TransientError:
            return False

    await until(known, "the broker to know the users that it was told of")
    return seen_by


@pytest.mark.parametrize("act", FORBIDDEN)
async def test_what_is_not_allowed_is_refused(act: str, as_user: Login) -> None:
    user, tried, error = FORBIDDEN[act]
    with pytest.raises(error.kind, match=error.says):
        await asyncio.wait_for(tried(as_user(user)), SOON)


async def test_who_comes_with_no_right_login_is_told_so_and_not_that_the_broker_is_away(
    operator: BusAddress, as_user: Login, tmp_path: Path
) -> None:
    login = as_user("16301-a").login
    assert login is not None
    elsewhere = certificates.make(tmp_path / "other", ["127.0.0.1"])
    wrong = {
        "wrong password, or no such user": replace(login, password="no"),
        "refuses the user nobody": BusLogin("nobody", "x", login.ca),
        "it may want a login": None,
        "is not the broker that MESA_KAFKA_CA vouches for": replace(login, ca=elsewhere),
    }
    for said, shown in wrong.items():
        with pytest.raises(TransientError, match=said):
            await topics_of(replace(operator, login=shown))
    with pytest.raises(TransientError, match=r"no broker answers at 127\.0\.0\.1:1"):
        await topics_of(replace(operator, servers="127.0.0.1:1"))


async def test_who_is_revoked_can_do_nothing_more_with_the_line_it_has_and_its_other_user_goes_on(
    operator: BusAddress, as_user: Login, home: Home
) -> None:
    topic = operator.name_of(f"intake.{SAN_CARLOS}")
    async with producer(as_user("16301-a")) as one, producer(as_user("16301-b")) as other:
        await one.send_and_wait(topic, b"{}", key=b"any")
        await asyncio.to_thread(BusAdmin(operator).revoke, [f"{operator.prefix}-16301-a"])

        async def refused() -> bool:
            try:
                await one.send_and_wait(topic, b"{}", key=b"any")
            except TopicAuthorizationFailedError:
                return True
            return False

        await until(refused, "the open line of who was revoked to be refused")
        await other.send_and_wait(topic, b"{}", key=b"any")
    with pytest.raises(TransientError, match="no such user"):
        await topics_of(as_user("16301-a"))
    admin = BusAdmin(operator)
    assert f"{operator.prefix}-16301-a" not in await asyncio.to_thread(admin.rules)


async def test_a_new_password_shuts_out_the_old_one(operator: BusAddress, as_user: Login, home: Home) -> None:
    before = as_user("16301-a")
    user = f"{operator.prefix}-16301-a"
    await asyncio.to_thread(HomeUsers(home.bus_users).renew, BusAdmin(operator), user)
    assert as_user("16301-a") != before

    async def shut_out() -> bool:
        try:
            await topics_of(before)
        except TransientError as no:
            return "wrong password" in str(no)
        return False

    await until(shut_out, "the old password to be refused")
    assert f"intake.{SAN_CARLOS}" in await topics_of(as_user("16301-a"))


async def test_users_made_again_are_the_same_and_lose_what_they_should_not_have(
    operator: BusAddress, as_user: Login, home: Home
) -> None:
    admin = BusAdmin(operator)
    before, kept = await asyncio.to_thread(admin.rules), as_user("16301-a")
    too_much = frozenset(
        {*before[f"{operator.prefix}-16301-a"], Rule("delete", "topic", operator.name_of("vacancies"))}
    )
    await asyncio.to_thread(admin.grant, [BusUser(f"{operator.prefix}-16301-a", too_much)])
    assert await asyncio.to_thread(admin.rules) != before
    await asyncio.to_thread(provision.bus_users, operator, SERVICES, CUTS, home)
    assert await asyncio.to_thread(admin.rules) == before
    assert as_user("16301-a") == kept


async def test_a_request_by_intake_is_answered_where_everybody_shows_a_login(
    operator: BusAddress, as_user: Login, database: str
) -> None:
    assert operator.login is not None
    async with House(operator.servers, database, operator.prefix, operator.login) as house:
        await house.provision(["vacancies"], CUTS)
        await house.join(*CUTS)
        await house.open(SERVICE, **_login_in_settings(as_user("vacancies")))
        office = House(operator.servers, database, operator.prefix, as_user("16301-a").login)
        (asked,) = await office.ask(POST)

        async def answered() -> bool:
            replies = [heard.envelope.data for heard in await office.heard(f"replies.{SAN_CARLOS}")]
            return [r.request_id for r in replies if isinstance(r, RequestAccepted)] == [asked]

        await until(answered, "San Carlos to be answered")
        assert "cl.mesa.vacancy.posted.v1" in [h.envelope.type for h in await office.heard("vacancies")]


async def test_a_service_with_a_wrong_password_says_so_and_is_let_in_once_it_is_right(
    operator: BusAddress, as_user: Login, database: str, home: Home
) -> None:
    assert operator.login is not None
    right = as_user("vacancies")
    async with House(operator.servers, database, operator.prefix, operator.login) as house:
        await house.provision(["vacancies"], CUTS)
        await house.join(*CUTS)
        wrong = _login_in_settings(right) | {"kafka_password": "not-yet"}
        runtime = await house.open(SERVICE, ready=False, **wrong)

        async def said() -> bool:
            return any("wrong password" in why for why in (await runtime.faults()).values())

        await until(said, "readiness to say that the password is wrong")
        assert right.login is not None
        await asyncio.to_thread(BusAdmin(operator).put, {right.login.user: "not-yet"})

        await until(lambda: is_ready(runtime), "it to be ready", patience=60)


def test_a_line_with_tls_is_closed_soon_under_uvloop(operator: BusAddress) -> None:
    async def listen_and_leave() -> None:
        await ensure_topics(operator, CUTS)
        consumer = AIOKafkaConsumer(operator.name_of("vacancies"), fetch_max_wait_ms=20_000, **client_of(operator))
        await consumer.start()
        await consumer.getmany(timeout_ms=200)
        await asyncio.wait_for(consumer.stop(), SOON)

    uvloop.run(listen_and_leave())


def _login_in_settings(bus: BusAddress) -> dict[str, Any]:
    assert bus.login is not None
    return {"kafka_user": bus.login.user, "kafka_password": bus.login.password, "kafka_ca": bus.login.ca}

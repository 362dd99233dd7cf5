"""Calendars on real servers: a file, a subscription to a real server by TLS, feeds by their address, invitations."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import trustme
from pydantic import SecretStr

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from services.events.calendars import MOST_WAITING, Calendars, calendars_of
from services.events.icalendar.reading import OURS
from shared.access.actors import Role
from tests.logs import logged
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, House
from tests.real.punilla import CLOCK, THREE, house
from tests.unit.shared.local_server import NAME, SECRET, Server, serving

__all__ = ["house"]

KEY = SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
URL = f"https://{NAME}/{SECRET}.ics"
ICS = {"Content-Type": "text/calendar; charset=utf-8"}
TEN = {"starts_at": "2026-03-20T10:00:00-03:00", "ends_at": "2026-03-20T13:00:00-03:00"}
LATER = {"starts_at": "2026-03-27T10:00:00-03:00", "ends_at": "2026-03-27T13:00:00-03:00"}


def _event(uid: str = "u1", more: str = "") -> str:
    day = "DTSTART:20260320T130000Z\r\nDTEND:20260320T150000Z\r\n"
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Médico de la señora Rosa\r\n{day}{more}END:VEVENT\r\n"


def _calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


class Theirs:
    """Their server: what it answers now, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.tag = "200 OK", _calendar(_event()), '"1"'

    async def answer(self, asked: bytes, writer: asyncio.StreamWriter) -> None:
        same = f"If-None-Match: {self.tag}".encode() in asked and self.status.startswith("200")
        status, body = ("304 Not Modified", b"") if same else (self.status, self.body)
        lines = [f"HTTP/1.1 {status}", f"ETag: {self.tag}", f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()


@pytest.fixture
def theirs() -> Theirs:
    return Theirs()


@pytest.fixture
async def server(theirs: Theirs) -> AsyncIterator[Server]:
    authority, tls, trust = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(NAME).configure_cert(tls)
    authority.configure_trust(trust)
    async with serving(theirs.answer, tls, trust) as server:
        yield server


@pytest.fixture
async def door(house: House, server: Server) -> AsyncIterator[Door]:
    service = replace(EVENTS, companion_of=lambda runtime: Calendars(runtime, server.fetcher))
    async with open_door(house, service, ROUTERS, clock=CLOCK, calendar_key=KEY) as door:
        await house.until_count(3, THREE)
        yield door


async def _subscribed(door: Door, **more: Any) -> str:
    made = await door.post("/calendars/subscribe", json={"commune": NIQUEN, "url": URL, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["calendar_id"])


async def _read(house: House, door: Door) -> dict[str, Any]:
    """What is known of the one calendar after it was due once more."""
    async with house.as_service("events") as db:
        await db.execute("UPDATE subscription SET next_at = '2026-01-01', tried_at = NULL")
    await calendars_of(door.app.state.runtime).refresh_one()
    await house.until_count(1, "SELECT count(*) FROM events.subscription WHERE tried_at IS NOT NULL")
    (known,) = (await door.get("/calendars", params={"commune": NIQUEN})).json()
    return dict(known)


async def _busy(door: Door) -> list[tuple[str, str]]:
    return [(one["starts_at"], one["ends_at"]) for one in (await door.get("/busy")).json()]


async def test_a_file_leaves_its_hours_and_nothing_else(house: House, door: Door) -> None:
    series = "RRULE:FREQ=WEEKLY;COUNT=3\r\n"
    answer = await door.post(
        "/calendars/file", params={"commune": NIQUEN}, content=_calendar(_event("s", series)), headers=ICS
    )
    assert answer.status_code == 200, answer.text
    assert [begins for begins, _ in await _busy(door)] == [
        "2026-03-20T13:00:00Z", "2026-03-27T13:00:00Z", "2026-04-03T13:00:00Z",
    ]  # fmt: skip
    async with house.as_service("events") as db:
        kept = [
            row["row"]
            for row in await db.fetch("SELECT b::text AS row FROM busy b UNION ALL SELECT i::text FROM inbox i")
        ]
    assert kept
    assert not [row for row in kept if "Rosa" in row or "dico" in row]
    again = await door.post("/calendars/file", params={"commune": NIQUEN}, content=_calendar(), headers=ICS)
    assert again.status_code == 200, again.text
    assert await _busy(door) == []


async def test_what_is_wrong_with_a_file_is_said_at_once_and_in_spanish(door: Door) -> None:
    broken = _calendar(_event("a", "RRULE:FREQ=DAILY\r\n"), _event("b", "RRULE:FREQ=HOURLY;COUNT=3\r\n"))
    at = {"commune": NIQUEN}
    refused = await door.post("/calendars/file", params=at, content=broken, headers=ICS)
    texts = [fault["text"] for fault in refused.json()["errors"]]
    assert refused.status_code == 422
    assert len(texts) == 2
    assert texts[0].startswith("Evento 1 (20-03-2026): se repite sin fin")
    assert "Rosa" not in refused.text
    assert (await door.post("/calendars/file", params=at, content=b"x" * 2_000_001, headers=ICS)).status_code == 413
    assert (await door.post("/calendars/file", params=at, json={})).status_code == 415
    foreign = await door.post("/calendars/file", params=at, content=_calendar(), headers=ICS, auth=door.as_(SAN_CARLOS))
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (403, "foreign_commune")
    unknown = {**at, "owner": "nobody"}
    nobody = await door.post("/calendars/file", params=unknown, content=_calendar(), headers=ICS)
    assert (nobody.status_code, nobody.json()["errors"][0]["code"]) == (422, "unknown_resource")
    calendars_of(door.app.state.runtime).waiting = MOST_WAITING
    later = await door.post("/calendars/file", params=at, content=_calendar(), headers=ICS)
    assert (later.status_code, "Retry-After" in later.headers) == (503, True)


async def test_a_subscribed_calendar_is_read_again_and_its_last_good_state_stays(
    house: House, door: Door, server: Server, theirs: Theirs
) -> None:
    await _subscribed(door)
    known = await _read(house, door)
    assert (known["host"], known["faults"], known["read_at"] is None) == (NAME, [], False)
    assert await _busy(door) == [("2026-03-20T13:00:00Z", "2026-03-20T15:00:00Z")]
    assert (await _read(house, door))["faults"] == [], "it has not changed"
    assert b'If-None-Match: "1"' in server.heard[-1]
    theirs.status = "410 Gone"
    gone = await _read(house, door)
    assert gone["faults"] == ["La dirección ya no entrega el calendario (410): pida o copie una nueva"]
    assert gone["read_at"] == (await _read(house, door))["read_at"]
    theirs.status, theirs.body, theirs.tag = "200 OK", _calendar(_event("a", "RRULE:FREQ=DAILY\r\n")), '"2"'
    (fault,) = (await _read(house, door))["faults"]
    assert fault.startswith("Evento 1 (20-03-2026): se repite sin fin")
    assert await _busy(door) == [("2026-03-20T13:00:00Z", "2026-03-20T15:00:00Z")], "the last good state"
    theirs.body = _calendar(_event(f"a{OURS}"))
    assert (await _read(house, door))["faults"] == []
    assert await _busy(door) == [], "an activity of ours, taken into their calendar, is no reason against itself"


async def test_the_address_is_shown_and_logged_nowhere_and_kept_sealed(house: House, door: Door) -> None:
    with logged() as lines:
        await _subscribed(door)
        await _read(house, door)
    assert SECRET not in (await door.get("/calendars", params={"commune": NIQUEN})).text
    assert lines
    assert SECRET not in str(lines)
    async with house.as_service("events") as db:
        for table in ("subscription", "subscription_address", "inbox", "outbox", "dead_letter"):
            for row in await db.fetch(f"SELECT t::text AS row FROM {table} t"):
                assert SECRET not in row["row"], table
                assert SECRET.encode().hex() not in row["row"], table
    others = await door.get("/calendars", auth=door.as_(SAN_FABIAN))
    assert others.json() == [], "another office does not see that there is one"


async def test_a_subscription_ends_with_its_hours_and_only_by_its_own_office(house: House, door: Door) -> None:
    calendar_id = await _subscribed(door)
    await _read(house, door)
    at = f"/calendars/{calendar_id}/unsubscribe"
    foreign = await door.post(at, json={"commune": SAN_FABIAN})
    assert (foreign.status_code, foreign.json()["errors"][0]["code"]) == (404, "unknown_calendar")
    assert (await door.post(at, json={"commune": NIQUEN})).status_code == 200
    assert await _busy(door) == []
    assert (await door.get("/calendars", params={"commune": NIQUEN})).json() == []
    assert (await door.post(at, json={"commune": NIQUEN})).status_code == 404
    async with house.as_service("events") as db:
        assert await db.fetchval("SELECT count(*) FROM subscription_address") == 0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://agenda.example/x", "https://"),
        ("https://u:p@agenda.example/", "usuario"),
        ("agenda", "dirección de una"),
    ],
)
async def test_an_address_that_is_never_asked_is_refused_at_once(door: Door, url: str, says: str) -> None:
    calendars = calendars_of(door.app.state.runtime)
    calendars.fetcher = replace(calendars.fetcher, plain_http=False)
    refused = await door.post("/calendars/subscribe", json={"commune": NIQUEN, "url": url})
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["code"], fault["pointer"]) == (422, "address_refused", "/url")
    assert says in fault["text"]


async def test_a_calendar_that_we_cannot_bear_stops_nothing_else(house: House, door: Door, server: Server) -> None:
    async def broken(host: str, port: int) -> list[str]:
        raise KeyError(SECRET)

    runtime = door.app.state.runtime
    await _subscribed(door)
    await _read(house, door)
    calendars_of(runtime).fetcher = replace(server.fetcher, resolve=broken)
    with logged() as lines:
        (fault,) = (await _read(house, door))["faults"]
    assert fault.startswith("Una falla nuestra")
    assert [line["why"] for line in lines if line["event"] == "calendar_failed"] == ["KeyError"]
    assert SECRET not in str(lines)
    assert await runtime.faults() == {}
    assert len(await _busy(door)) == 1, "the last good state"


async def test_of_two_replicas_one_reads_a_calendar(house: House, door: Door, server: Server) -> None:
    service = replace(EVENTS, companion_of=lambda runtime: Calendars(runtime, server.fetcher))
    async with open_door(house, service, ROUTERS, clock=CLOCK, calendar_key=KEY) as other:
        await _subscribed(door)
        both = [calendars_of(each.app.state.runtime) for each in (door, other)]
        await asyncio.gather(*(each.refresh_one() for each in both))
        await house.until_count(1, "SELECT count(*) FROM events.subscription WHERE read_at IS NOT NULL")
        assert len(server.heard) == 1
        async with house.as_service("events") as db:
            soon = "clock_timestamp() + interval '1 minute'"
            await db.execute(f"UPDATE subscription SET next_at = '2026-01-01', leased_until = {soon}, read_at = NULL")
            assert not await both[0].refresh_one(), "another replica reads it"
            await db.execute("UPDATE subscription SET leased_until = clock_timestamp() - interval '1 second'")
        await both[0].refresh_one()
        await house.until_count(1, "SELECT count(*) FROM events.subscription WHERE read_at IS NOT NULL")


async def _feed(door: Door, of: str, commune: str = NIQUEN) -> tuple[str, str]:
    made = await door.post("/feeds", json={"commune": commune, "of": of})
    assert made.status_code == 201, made.text
    return made.json()["feed_id"], made.json()["address"].removeprefix("/v1")


async def test_a_feed_is_read_by_its_address_alone_until_it_is_revoked(house: House, door: Door) -> None:
    person = {"commune": NIQUEN, "kind": "person", "label": "niquen-1", "role": "officer"}
    officer = (await door.post("/resources", json=person)).json()["resource_id"]
    fair = {"title": "Feria de otoño", "place": "Serrano 350"}
    held = (await door.post("/fairs", json={"commune": SAN_CARLOS, **fair, **TEN, "invited": [NIQUEN]})).json()[
        "fair_id"
    ]
    alone = {"commune": SAN_FABIAN, "title": "Reunión interna", "place": "Sala", **TEN}
    other = (await door.post("/meetings", json=alone)).json()["meeting_id"]
    needs = {"commune": NIQUEN, "title": "Visita", "place": "Packing", **LATER, "resources": [officer]}
    visit = (await door.post("/visits", json=needs)).json()["visit_id"]
    feed_id, mesa = await _feed(door, "mesa")
    (_, mine), (_, hers) = await _feed(door, "commune"), await _feed(door, officer)
    shown = {at: (await door.get(at, auth=None)).text for at in (mesa, mine, hers)}
    wanted = {mesa: {held, other, visit}, mine: {held, visit}, hers: {visit}}
    for at, text in shown.items():
        assert {one for one in (held, other, visit) if f"UID:{one}{OURS}" in text} == wanted[at]
    await door.post(f"/activities/{held}/cancel", json={"commune": SAN_CARLOS, "why": "Lluvia"})
    answer = await door.get(mesa, auth=None)
    assert "STATUS:CANCELLED" in answer.text
    assert "SEQUENCE:1" in answer.text
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "private" in answer.headers["Cache-Control"]
    same = await door.get(mesa, auth=None, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    known = (await door.get("/feeds", params={"commune": NIQUEN})).json()
    assert {feed["of"] for feed in known} == {"mesa", "commune", officer}
    assert all(feed["read_at"] for feed in known)
    assert mesa.rpartition("/")[2].removesuffix(".ics") not in str(known)
    not_theirs = await door.post(f"/feeds/{feed_id}/revoke", json={"commune": SAN_FABIAN})
    assert not_theirs.status_code == 404
    assert (await door.post(f"/feeds/{feed_id}/revoke", json={"commune": NIQUEN})).status_code == 200
    revoked = await door.get(mesa, auth=None)
    never = await door.get(f"/feeds/{'x' * 32}.ics", auth=None)
    assert (revoked.status_code, never.status_code) == (404, 404)
    assert revoked.json()["detail"] == never.json()["detail"]
    assert (await door.get(mine, auth=None)).status_code == 200, "the others stand"
    async with house.as_service("events") as db:
        await db.execute("UPDATE member SET at_table = false WHERE commune = $1", NIQUEN)
    assert (await door.get(mine, auth=None)).status_code == 404, "who has left the Mesa reads no more"


async def test_an_address_is_kept_as_a_hash_shown_once_and_read_so_often_a_minute(house: House, door: Door) -> None:
    body, once = {"commune": NIQUEN, "of": "mesa"}, {"Idempotency-Key": "once"}
    made = await door.post("/feeds", json=body, headers=once)
    again = await door.post("/feeds", json=body, headers=once)
    assert (again.status_code, again.json()) == (201, {"feed_id": made.json()["feed_id"]})
    at = made.json()["address"].removeprefix("/v1")
    assert len(at.removeprefix("/feeds/")) == len(".ics") + 32
    async with house.as_service("events") as db:
        for table in ("feed", "inbox", "outbox"):
            for row in await db.fetch(f"SELECT t::text AS row FROM {table} t"):
                assert at[7:-4] not in row["row"], table
    answers = [(await door.get(at, auth=None)) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    integrator = await door.post("/feeds", json=body, auth=door.as_(NIQUEN, Role.INTEGRATOR))
    assert integrator.status_code == 403


async def test_an_office_takes_its_invitation_and_the_message_that_calls_it_off(door: Door) -> None:
    meeting = {"commune": SAN_CARLOS, "title": "Reunión de la Mesa", "place": "Sala", **TEN, "invited": [NIQUEN]}
    made = (await door.post("/meetings", json=meeting)).json()["meeting_id"]
    at = f"/activities/{made}/invitation.ics"
    asked = await door.get(at, auth=door.as_(NIQUEN))
    assert asked.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    text = asked.text.replace("\r\n ", "")
    assert "METHOD:REQUEST\r\n" in text
    assert f"UID:{made}{OURS}" in text
    assert f"mailto:comuna-{NIQUEN}@mesa.invalid" in text
    assert f"mailto:comuna-{NIQUEN}" in (await door.get(at, auth=door.as_(SAN_CARLOS))).text.replace("\r\n ", "")
    assert (await door.get(at, auth=door.as_(SAN_FABIAN))).status_code == 404
    await door.post(f"/activities/{made}/cancel", json={"commune": SAN_CARLOS, "why": "Lluvia"})
    off = await door.get(at, auth=door.as_(NIQUEN))
    assert "METHOD:CANCEL" in off.text
    assert "SEQUENCE:1" in off.text

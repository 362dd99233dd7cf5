"""Addresses that offices give, fetched from real local servers: what is taken, what is refused, and what is logged."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
import trustme

from shared.fetching import (
    LONGEST_URL,
    Away,
    Fetched,
    Fetcher,
    Outcome,
    Refused,
    Unchanged,
    WhyAway,
    WhyRefused,
    is_public,
    resolve,
)
from tests.logs import logged
from tests.unit.shared.local_server import NAME, OTHER, PUBLIC, SECRET, URL, Answer, ToLocal, saying, serving


async def test_what_is_there_comes_with_what_tells_whether_it_changed() -> None:
    async with serving(saying("200 OK", b"BEGIN", 'ETag: "1"', "Last-Modified: Mon", "Content-Type: x/y")) as server:
        assert await server.fetcher.fetch(URL) == Fetched(b"BEGIN", '"1"', "Mon")
        assert f"Host: {NAME}\r\n".encode() in server.heard[0]
        assert b"If-None-Match" not in server.heard[0]
        assert server.dialled == [PUBLIC]


async def test_what_has_not_changed_is_not_sent_again() -> None:
    async with serving(saying("304 Not Modified", b"")) as server:
        assert await server.fetcher.fetch(URL, '"1"', "Mon") == Unchanged()
        assert b'If-None-Match: "1"\r\nIf-Modified-Since: Mon\r\n' in server.heard[0]
        assert await server.fetcher.fetch(URL) == Away(WhyAway.STATUS, 304)
        assert await server.fetcher.fetch(URL, "a\r\nX: 1") == Away(WhyAway.STATUS, 304)
        assert b"X: 1" not in server.heard[-1]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (f"ftp://{NAME}/", WhyRefused.NOT_HTTPS),
        ("file:///etc/passwd", WhyRefused.NO_ADDRESS),
        (f"https://user:{SECRET}@{NAME}/", WhyRefused.CREDENTIALS),
        (f"https://{SECRET}@{NAME}/", WhyRefused.CREDENTIALS),
        ("https:///x", WhyRefused.NO_ADDRESS),
        ("", WhyRefused.NO_ADDRESS),
        ("agenda", WhyRefused.NO_ADDRESS),
        (f"https://{NAME}:0/", WhyRefused.NO_ADDRESS),
        (f"https://{NAME}:99999/", WhyRefused.NO_ADDRESS),
        (f"https://{NAME}/\x00", WhyRefused.NO_ADDRESS),
        (f"https://{NAME}/{'x' * LONGEST_URL}", WhyRefused.NO_ADDRESS),
    ],
)
async def test_an_address_that_we_do_not_ask(url: str, why: WhyRefused) -> None:
    async with serving(saying()) as server:
        assert await server.fetcher.fetch(url) == Refused(why)
        assert server.dialled == []


async def test_http_without_tls_is_refused_unless_a_test_allows_it() -> None:
    async with serving(saying()) as server:
        assert await replace(server.fetcher, plain_http=False).fetch(URL) == Refused(WhyRefused.NOT_HTTPS)
        assert Fetcher().plain_http is False
        assert server.dialled == []


NOT_PUBLIC = [
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
    *("fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:4136:e378::1"),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_a_name_that_leads_to_no_public_address_is_refused(address: str) -> None:
    async def lead(host: str, port: int) -> Sequence[str]:
        return [PUBLIC, address]

    async with serving(saying()) as server:
        assert await replace(server.fetcher, resolve=lead).fetch(URL) == Refused(WhyRefused.NOT_PUBLIC)
        assert server.dialled == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost", "[::ffff:127.0.0.1]"])
async def test_our_own_machine_is_refused_however_it_is_written(host: str) -> None:
    async with serving(saying()) as server:
        real = replace(server.fetcher, resolve=resolve)
        assert await real.fetch(f"http://{host}/x") == Refused(WhyRefused.NOT_PUBLIC)
        assert server.dialled == []


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once_and_connected_to_what_was_checked() -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    asked = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    async with serving(saying()) as server:
        fetcher = replace(server.fetcher, resolve=rebinding)
        assert await fetcher.fetch(URL) == Fetched(b"BEGIN")
        assert (asked, server.dialled) == ([NAME], [PUBLIC])
        assert await fetcher.fetch(URL) == Refused(WhyRefused.NOT_PUBLIC)
        assert server.dialled == [PUBLIC]


async def test_the_second_address_is_tried_if_the_first_does_not_answer() -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return [OTHER, PUBLIC]

    class FirstIsAway(ToLocal):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.host == OTHER:
                raise httpx.ConnectError("away")
            return await super().handle_async_request(request)

    async with serving(saying()) as server:
        whole = server.fetcher.transport()
        assert isinstance(whole, ToLocal)
        away = replace(server.fetcher, resolve=two, transport=lambda: FirstIsAway(whole._port, server.dialled, None))
        assert await away.fetch(URL) == Fetched(b"BEGIN")
        assert server.dialled == [PUBLIC]


def _sent_on(*places: str) -> Answer:
    """To each place in turn, then the calendar."""
    left = list(places)

    async def answer(asked: bytes, writer: asyncio.StreamWriter) -> None:
        if left:
            await saying("302 Found", b"", f"Location: {left.pop(0)}")(asked, writer)
        else:
            await saying()(asked, writer)

    return answer


@pytest.mark.parametrize(
    ("places", "outcome"),
    [
        (["/b", "//other.example/c", f"http://{NAME}/d"], Fetched(b"BEGIN")),
        (["/b"] * 4, Refused(WhyRefused.TOO_MANY_REDIRECTS)),
        (["ftp://agenda.example/"], Refused(WhyRefused.NOT_HTTPS)),
        (["http://u:p@agenda.example/"], Refused(WhyRefused.CREDENTIALS)),
        (["http://inside.example/"], Refused(WhyRefused.NOT_PUBLIC)),
        (["http://[::1/"], Refused(WhyRefused.NO_ADDRESS)),
    ],
)
async def test_each_redirect_is_checked_anew(places: list[str], outcome: Outcome) -> None:
    async def inside(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.7"] if host == "inside.example" else [PUBLIC]

    async with serving(_sent_on(*places)) as server:
        assert await replace(server.fetcher, resolve=inside).fetch(URL) == outcome
        assert set(server.dialled) == {PUBLIC}


async def test_what_never_ends_is_cut_at_its_size() -> None:
    async def endless(asked: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()

    async with serving(endless) as server:
        assert await server.fetcher.fetch(URL) == Refused(WhyRefused.TOO_LARGE)


async def test_the_size_itself_is_still_taken() -> None:
    async with serving(saying("200 OK", b"x" * 10)) as server:
        assert await replace(server.fetcher, most_bytes=10).fetch(URL) == Fetched(b"x" * 10)
        assert await replace(server.fetcher, most_bytes=9).fetch(URL) == Refused(WhyRefused.TOO_LARGE)


async def test_what_is_packed_is_refused() -> None:
    async with serving(saying("200 OK", b"x", "Content-Encoding: gzip")) as server:
        assert await server.fetcher.fetch(URL) == Refused(WhyRefused.ENCODED)
        assert b"Accept-Encoding: identity\r\n" in server.heard[0]


async def test_a_server_that_says_nothing_more_is_left_at_the_deadline() -> None:
    async def silent(asked: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nBEG")
        await writer.drain()
        await asyncio.Event().wait()

    async with serving(silent) as server:
        assert await replace(server.fetcher, deadline_s=0.2).fetch(URL) == Away(WhyAway.TOO_SLOW)


@pytest.mark.parametrize("sent", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nBEG"])
async def test_what_is_no_whole_answer_is_none(sent: bytes) -> None:
    async def broken(asked: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()

    async with serving(broken) as server:
        assert await server.fetcher.fetch(URL) == Away(WhyAway.NO_ANSWER)


@pytest.mark.parametrize("status", [204, 206, 401, 404, 410, 500, 302])
async def test_another_status_is_told(status: int) -> None:
    async with serving(saying(f"{status} So", b"")) as server:
        assert await server.fetcher.fetch(URL) == Away(WhyAway.STATUS, status)


async def test_a_name_that_nobody_has_is_away() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    async with serving(saying()) as server:
        assert await replace(server.fetcher, resolve=nowhere).fetch(URL) == Away(WhyAway.NO_SUCH_HOST)


async def test_by_tls_the_name_is_certified_and_not_the_address() -> None:
    authority = trustme.CA()
    tls, trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert(NAME).configure_cert(tls)
    authority.configure_trust(trust)
    async with serving(saying(), tls, trust) as server:
        assert await server.fetcher.fetch(f"webcal://{NAME}/a") == Fetched(b"BEGIN")
        assert await server.fetcher.fetch("https://other.example/a") == Away(WhyAway.NOT_TRUSTED)
        assert server.dialled == [PUBLIC, PUBLIC]
    async with serving(saying(), tls, ssl.create_default_context()) as server:
        assert await server.fetcher.fetch(f"https://{NAME}/a") == Away(WhyAway.NOT_TRUSTED)


async def test_the_address_is_in_no_log_line(caplog: pytest.LogCaptureFixture) -> None:
    # httpx says each address at this level; of libraries shared/observe/logs.py lets only warnings through
    caplog.set_level("INFO")
    async with serving(_sent_on(f"/{SECRET}/2")) as server:
        with logged() as lines:
            await server.fetcher.fetch(URL)
            await server.fetcher.fetch(f"https://{SECRET}@{NAME}/")
    assert [(line["host"], line["outcome"]) for line in lines] == [(NAME, "fetched"), ("", "credentials")]
    assert SECRET not in str(lines)
    assert SECRET not in caplog.text

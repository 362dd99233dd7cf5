"""A GET of an address that somebody gave us: it must not lead into our own network, nor hold us up, nor be logged.

The address may hold a secret (a calendar's does), so log lines name its host alone. It is asked through the transport
of httpx, not its client, which would log the address, follow redirects and use the environment's proxies.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx
import structlog

log = structlog.get_logger()

LONGEST_URL, MOST_REDIRECTS, MOST_BYTES, DEADLINE_S = 2_000, 3, 2_000_000, 20.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_VALIDATOR = re.compile(r"[ -~]{1,500}")
_NAT64 = IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""All addresses of a host and port, as text. Raises OSError if it has none."""


class WhyRefused(StrEnum):
    """What about the address, or what it answers, we do not take."""

    NO_ADDRESS = "no_address"
    NOT_HTTPS = "not_https"
    CREDENTIALS = "credentials"
    NOT_PUBLIC = "not_public"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    ENCODED = "encoded"


class WhyAway(StrEnum):
    """Why nothing came, which may be otherwise an hour later."""

    NO_SUCH_HOST = "no_such_host"
    NO_ANSWER = "no_answer"
    NOT_TRUSTED = "not_trusted"
    TOO_SLOW = "too_slow"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` whole. `etag`, `last_modified`: to be given with the next fetch of the same address."""

    body: bytes
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """It is as it was when the given `etag` or `last_modified` was answered."""


@dataclass(frozen=True, slots=True)
class Refused:
    """We do not fetch it, and shall not later."""

    why: WhyRefused


@dataclass(frozen=True, slots=True)
class Away:
    """It did not come. `status`: what was answered, if WhyAway.STATUS."""

    why: WhyAway
    status: int | None = None


Outcome = Fetched | Unchanged | Refused | Away


class _Stopped(Exception):
    def __init__(self, outcome: Refused | Away) -> None:
        super().__init__()
        self.outcome = outcome


class _Unfit(_Stopped):
    """What is wrong can be seen from the address alone."""

    def __init__(self, why: WhyRefused) -> None:
        super().__init__(Refused(why))
        self.why = why


async def resolve(host: str, port: int) -> list[str]:
    """As the system does."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether it is a machine of the internet: none of ours, and no other form under which one of ours may hide."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip.is_site_local or ip.scope_id or ip in _NAT64
    ):
        return False
    unusual = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_private or ip.is_link_local
    return ip.is_global and not unusual


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _transport() -> httpx.AsyncBaseTransport:
    return httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False)


@dataclass(frozen=True)
class Fetcher:
    """`transport`: what connects to an address that was checked. `plain_http`: for tests only, HTTP without TLS too."""

    resolve: Resolve = resolve
    transport: Callable[[], httpx.AsyncBaseTransport] = _transport
    plain_http: bool = False
    most_bytes: int = MOST_BYTES
    deadline_s: float = DEADLINE_S

    async def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Outcome:
        """What is at `url` (https, or webcal, which is the same), through up to three redirects. No fault is raised.

        All of it, from the first look-up to the last octet, has `deadline_s`. The type of content is not looked at.
        """
        host = ""
        try:
            async with asyncio.timeout(self.deadline_s):
                asked = self._checked(url)
                host = _name(asked)
                outcome = await self._followed(asked, _asking(etag, last_modified))
        except _Stopped as stopped:
            outcome = stopped.outcome
        except (TimeoutError, httpx.TimeoutException):
            outcome = Away(WhyAway.TOO_SLOW)
        said = getattr(outcome, "why", type(outcome).__name__.lower())
        log.info("address_fetched", host=host, outcome=str(said), status=getattr(outcome, "status", None))
        return outcome

    def host_of(self, url: str) -> str | Refused:
        """The host that would be asked, in ASCII; or why an address like this never is. Nothing is looked up."""
        try:
            return _name(self._checked(url))
        except _Unfit as unfit:
            return Refused(unfit.why)

    def _checked(self, url: str) -> httpx.URL:
        url = re.sub(r"^webcals?://", "https://", url.strip(), flags=re.IGNORECASE)
        try:
            parsed = httpx.URL(url) if len(url) <= LONGEST_URL else httpx.URL()
        except httpx.InvalidURL:
            parsed = httpx.URL()
        if not parsed.host or (parsed.port is not None and not 0 < parsed.port < 65536):
            raise _Unfit(WhyRefused.NO_ADDRESS)
        if parsed.scheme != "https" and not (self.plain_http and parsed.scheme == "http"):
            raise _Unfit(WhyRefused.NOT_HTTPS)
        if parsed.userinfo:
            raise _Unfit(WhyRefused.CREDENTIALS)
        return parsed

    async def _followed(self, url: httpx.URL, headers: dict[str, str]) -> Outcome:
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._asked(url, headers)
            if not isinstance(answer, str):
                return answer
            try:
                onward = str(url.join(answer))
            except (httpx.InvalidURL, ValueError):
                return Refused(WhyRefused.NO_ADDRESS)
            url = self._checked(onward)
        return Refused(WhyRefused.TOO_MANY_REDIRECTS)

    async def _asked(self, url: httpx.URL, headers: dict[str, str]) -> Outcome | str:
        """The outcome, or the address to which we are sent on."""
        transport = self.transport()
        try:
            async with transport:
                response = await self._answer(transport, url, headers)
                try:
                    return await self._read(response, conditional=len(headers) > len(_asking(None, None)))
                finally:
                    await response.aclose()
        except httpx.TimeoutException:
            return Away(WhyAway.TOO_SLOW)
        except (httpx.TransportError, httpx.StreamError, OSError) as away:
            return Away(WhyAway.NOT_TRUSTED if _is_distrust(away) else WhyAway.NO_ANSWER)

    async def _answer(
        self, transport: httpx.AsyncBaseTransport, url: httpx.URL, headers: dict[str, str]
    ) -> httpx.Response:
        """From the first of its addresses that answers. It is to that address that we connect: asked again, the name
        might lead elsewhere.
        """
        addresses = await self._addresses(url)
        for address in addresses[:-1]:
            try:
                return await transport.handle_async_request(self._request(url, address, headers))
            except httpx.ConnectError as away:
                if _is_distrust(away):
                    raise
        return await transport.handle_async_request(self._request(url, addresses[-1], headers))

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        try:
            addresses = await self.resolve(_name(url), url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise _Stopped(Away(WhyAway.NO_SUCH_HOST))
        if not all(is_public(address) for address in addresses):
            raise _Stopped(Refused(WhyRefused.NOT_PUBLIC))
        return addresses

    def _request(self, url: httpx.URL, address: str, headers: dict[str, str]) -> httpx.Request:
        return httpx.Request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode("ascii"), **headers},
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": httpx.Timeout(self.deadline_s).as_dict(),
            },
        )

    async def _read(self, response: httpx.Response, *, conditional: bool) -> Outcome | str:
        if response.status_code in REDIRECTS and "location" in response.headers:
            return response.headers["location"]
        if response.status_code == 304 and conditional:
            return Unchanged()
        if response.status_code != 200:
            return Away(WhyAway.STATUS, response.status_code)
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            # what is small on the way may be huge when unpacked, and we asked for it as it is
            return Refused(WhyRefused.ENCODED)
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self.most_bytes:
                return Refused(WhyRefused.TOO_LARGE)
        etag, modified = (response.headers.get(name) for name in ("etag", "last-modified"))
        return Fetched(bytes(body), _validator(etag), _validator(modified))


def _name(url: httpx.URL) -> str:
    """The host as it is looked up and certified: in ASCII."""
    return url.raw_host.decode("ascii")


def _asking(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "mesa-territorial",
    }
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
        if kept := _validator(value):
            headers[name] = kept
    return headers


def _validator(value: str | None) -> str | None:
    """What may be sent back as it came; anything odd is forgotten, and the whole is fetched the next time."""
    return value if value and _VALIDATOR.fullmatch(value) else None


def _is_distrust(away: BaseException) -> bool:
    seen: BaseException | None = away
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

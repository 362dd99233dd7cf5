"""A real server on this machine, and a fetcher for which every name leads to it by a public address."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from shared.fetching import Fetcher

NAME, PUBLIC, OTHER = "agenda.example", "93.184.216.34", "93.184.216.35"
SECRET = "u7-unguessable"
URL = f"http://{NAME}/{SECRET}.ics"

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class ToLocal(httpx.AsyncBaseTransport):
    """Connects to a local port in place of the address asked for, which it writes down."""

    def __init__(self, port: int, dialled: list[str], context: ssl.SSLContext | None) -> None:
        self._port, self._dialled = port, dialled
        self._real = httpx.AsyncHTTPTransport(verify=context or False, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._dialled.append(request.url.host)
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


@dataclass
class Server:
    """A server that answers with `answer`, and a fetcher for which every name leads to it."""

    fetcher: Fetcher
    dialled: list[str] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def serving(
    answer: Answer, tls: ssl.SSLContext | None = None, trust: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    dialled: list[str] = []
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            heard.append(asked)
            await answer(asked, writer)
        except (OSError, asyncio.IncompleteReadError):
            return  # the client left, as it should
        finally:
            writer.close()

    async def everywhere(host: str, port: int) -> Sequence[str]:
        return [PUBLIC]

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield Server(Fetcher(everywhere, lambda: ToLocal(port, dialled, trust), plain_http=True), dialled, heard)


def saying(status: str = "200 OK", body: bytes = b"BEGIN", *headers: str) -> Answer:
    async def answer(asked: bytes, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    return answer

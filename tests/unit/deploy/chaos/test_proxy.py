"""The line that can be cut, slowed and silenced, before a server that says back what it hears."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from deploy.chaos.proxy import Line
from deploy.machine.ports import HOST

Talk = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Call = Callable[[Line], Awaitable[Talk]]


@pytest.fixture
async def call() -> AsyncIterator[Call]:
    """Connects to a line; what was opened is closed at the end."""
    opened: list[asyncio.StreamWriter] = []

    async def connect(line: Line) -> Talk:
        reader, writer = await asyncio.open_connection(HOST, line.port)
        opened.append(writer)
        return reader, writer

    yield connect
    for writer in opened:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    answering: set[asyncio.Task[None]] = set()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await reader.read(1_000):
                writer.write(said)
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()

    def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.create_task(echo(reader, writer)))

    server = await asyncio.start_server(answer, HOST, 0)
    async with Line(server.sockets[0].getsockname()[1]) as line:
        yield line
    server.close()
    await asyncio.gather(*answering)


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, words: bytes) -> bytes:
    writer.write(words)
    return await asyncio.wait_for(reader.readexactly(len(words)), 10)


async def test_everything_passes(line: Line, call: Call) -> None:
    reader, writer = await call(line)
    words = b"San Carlos " * 50_000
    assert await _say(reader, writer, words) == words
    assert line.passed == 2 * len(words)


async def test_a_cut_line_is_reset_and_refuses_until_it_is_mended(line: Line, call: Call) -> None:
    reader, writer = await call(line)
    assert await _say(reader, writer, b"before") == b"before"
    line.cut()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await _say(reader, writer, b"now")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await _say(*await call(line), b"again")
    line.mend()
    reader, writer = await call(line)
    assert await _say(reader, writer, b"after") == b"after"


async def test_a_slow_line_waits_in_each_direction(line: Line, call: Call) -> None:
    reader, writer = await call(line)
    await _say(reader, writer, b"before")
    line.slow(0.1)
    began = time.monotonic()
    assert await _say(reader, writer, b"slow") == b"slow"
    assert time.monotonic() - began >= 0.2


async def test_a_silent_line_loses_nothing_and_tells_nobody(line: Line, call: Call) -> None:
    reader, writer = await call(line)
    await _say(reader, writer, b"before")
    line.silence()
    writer.write(b"meanwhile")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(100), 0.2)
    line.mend()
    assert await asyncio.wait_for(reader.readexactly(9), 10) == b"meanwhile"


async def test_nobody_behind_the_line_is_a_reset(call: Call) -> None:
    async with Line(1) as line:
        reader, writer = await call(line)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await _say(reader, writer, b"hello")

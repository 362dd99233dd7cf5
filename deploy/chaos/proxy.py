"""A TCP line between a service and a server that can be cut, made slow, or made silent, and mended again."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from deploy.machine.ports import HOST

CHUNK = 65_536


class Line:
    """Listens on `port` of the loopback interface and passes every byte on to `target`, until it is told otherwise.

    Cut: connections are reset and new ones are too. Slow: each chunk waits so many seconds. Silent: nothing passes
    and nobody is told; what was sent meanwhile passes when the line is mended.
    """

    def __init__(self, target: int, port: int = 0) -> None:
        self.target, self.port = target, port
        self.passed = 0
        self._cut, self._delay = False, 0.0
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        self._reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # a transport that was aborted closes its socket at the loop's next turn

    def cut(self) -> None:
        """Reset what is open; refuse what comes."""
        self._cut = True
        self._reset()

    def slow(self, seconds: float) -> None:
        """From now on each chunk, in either direction, waits so long."""
        self._delay = seconds

    def silence(self) -> None:
        """Let nothing pass, and tell nobody."""
        self._flows.clear()

    def mend(self) -> None:
        """As new. Connections that were reset stay so."""
        self._cut, self._delay = False, 0.0
        self._flows.set()

    def _reset(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._open |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass  # one end is gone: so is the other, below
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(CHUNK):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self._flows.wait()
            sink.write(chunk)
            await sink.drain()
            self.passed += len(chunk)
        with contextlib.suppress(OSError):
            sink.write_eof()

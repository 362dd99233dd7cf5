"""The hands that break things and put them right again: signals, the owner's SQL, the lines, the disk."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.chaos.plan import LINES, TO_THE_BROKER, Kind, PlannedFault
from deploy.chaos.proxy import Line
from deploy.machine import pids
from deploy.machine.process import Process
from deploy.machine.stack import Stack

SLOW = 0.25
"""Seconds that each chunk waits on a slow line."""

FEW = 2
"""Connections left to a role whose connections are limited: fewer than its processes want."""

PATIENCE = 120.0
"""Seconds within which a fault must be undone: the database may have to come back first."""

Undo = Callable[[], Awaitable[None]]
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
)
"""What the owner meets while the database is away, starting, or out of disk."""


class NotPossibleError(Exception):
    """The fault cannot be done now: what it would hit is away already."""


async def _nothing() -> None:
    """To undo what is over as soon as it has happened."""


@dataclass
class Hands:
    """Breaks `stack`. `lines`, `bus`: process -> its line to the database, to the broker. `disk`: the small one of the
    database, if any.
    """

    stack: Stack
    lines: Mapping[str, Line]
    bus: Mapping[str, Line]
    disk: Path | None = None

    async def do(self, fault: PlannedFault) -> Undo:
        """Do it; returns what undoes it. Raises NotPossibleError."""
        try:
            return await self._do(fault)
        except AWAY as away:
            raise NotPossibleError(type(away).__name__) from away

    async def undo(self, undo: Undo) -> None:
        """Until it is undone. Raises TimeoutError after `PATIENCE`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while True:
            try:
                return await undo()
            except AWAY:
                if loop.time() > deadline:
                    raise TimeoutError("a fault could not be undone") from None
                await asyncio.sleep(0.5)

    async def _do(self, fault: PlannedFault) -> Undo:
        match fault.kind:
            case Kind.KILL_SERVICE | Kind.KILL_BROKER:
                return self._signal(fault, signal.SIGKILL)
            case Kind.FREEZE_SERVICE | Kind.FREEZE_BROKER:
                return self._freeze(fault)
            case Kind.RESTART_DATABASE:
                return self._signal(fault, signal.SIGQUIT)  # "immediate": it recovers from its log when it is back
            case kind if kind in LINES:
                return self._line(fault)
            case Kind.FULL_DISK:
                return await asyncio.to_thread(self._fill)
            case _:
                return await self._role(fault)

    def _process(self, fault: PlannedFault) -> Process:
        if fault.target:
            return self.stack.running[fault.target].process
        return (self.stack.postgres if fault.kind is Kind.RESTART_DATABASE else self.stack.kafka).process

    def _who(self, fault: PlannedFault) -> pids.ProcessIdentity:
        pid = self._process(fault).pid
        if pid is None:
            raise NotPossibleError("it does not run")
        return pids.identity(pid)

    def _signal(self, fault: PlannedFault, what: signal.Signals) -> Undo:
        if not pids.send(self._who(fault), what):
            raise NotPossibleError("it does not run")
        return _nothing

    def _freeze(self, fault: PlannedFault) -> Undo:
        who = self._who(fault)
        pids.send(who, signal.SIGSTOP)

        async def thaw() -> None:
            pids.send(who, signal.SIGCONT)

        return thaw

    def _line(self, fault: PlannedFault) -> Undo:
        lines = self.bus if fault.kind in TO_THE_BROKER else self.lines
        line = lines[fault.target]
        if fault.kind in (Kind.CUT_LINE, Kind.CUT_BUS):
            line.cut()
        elif fault.kind in (Kind.SLOW_LINE, Kind.SLOW_BUS):
            line.slow(SLOW)
        else:
            line.silence()

        async def mend() -> None:
            line.mend()

        return mend

    async def _role(self, fault: PlannedFault) -> Undo:
        role = self.stack.home.logins.in_use(fault.target).role
        change, back = {
            Kind.END_SESSIONS: ("", ""),
            Kind.FEW_CONNECTIONS: (f"CONNECTION LIMIT {FEW}", "CONNECTION LIMIT -1"),
            Kind.NO_LOGIN: ("NOLOGIN", "LOGIN"),
            Kind.READ_ONLY: ("SET default_transaction_read_only = on", "RESET default_transaction_read_only"),
        }[fault.kind]
        await self._sql(role, change, ends=True)

        async def undo() -> None:
            # sessions that began read-only stay so: they are ended too
            await self._sql(role, back, ends=fault.kind is Kind.READ_ONLY)

        return undo

    async def _sql(self, role: str, change: str, *, ends: bool) -> None:
        """As the owner, past every line. What is changed of a role holds for new sessions: the old ones are ended."""
        db = await asyncpg.connect(self.stack.dsn, timeout=5, command_timeout=10)
        try:
            if change:
                await db.execute(f"ALTER ROLE {role} {change}")
            if ends:
                await db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", role)
        finally:
            db.terminate()

    def _fill(self) -> Undo:
        assert self.disk is not None
        filler = self.disk / "filler"
        with filler.open("wb") as file, contextlib.suppress(OSError):  # until it is full: that is what was wanted
            while True:
                os.write(file.fileno(), bytes(1_048_576))

        async def empty() -> None:
            filler.unlink(missing_ok=True)

        return empty

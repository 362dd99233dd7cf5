"""Operación: whether each service answers, what waits in it, and what an operator must do now.

It shows what each service says to anybody (`GET /health/ready`): numbers and codes, nothing that a message holds.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fastapi import Response

from services.notifications.board.desk import Desk
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, SignedIn
from services.notifications.board.queries.matters import newest_at
from shared.http.health import Ready, readiness_of
from shared.text import count, listed

router = PageRouter()
OWN = "notifications"
PARTS = {
    "consumer": "no escucha el bus",
    "relay": "no publica",
    "kafka": "no alcanza el bus",
    "database": "no alcanza la base de datos",
    "companion": "no avisa en vivo",
    "clock": "no mira el reloj",
}
"""What it means that a part of a service is at fault; of the others, that a task of it fails."""


class Line(NamedTuple):
    """A service and what it says of itself; None: it does not answer."""

    service: str
    said: Ready | None

    @property
    def aside(self) -> int:
        """How many messages it has put aside, as far as it says."""
        return self.said.backlog.aside if self.said and self.said.backlog else 0

    @property
    def faults(self) -> list[str]:
        """Why it is not ready, each said once."""
        parts = self.said.faults if self.said else {}
        return list(dict.fromkeys(PARTS.get(part, "una de sus tareas falla") for part in parts))


@router.get("/operacion")
async def operation(signed: SignedIn) -> Response:
    lines = await _asked(signed.desk)
    return shown(
        signed,
        "operation.html",
        "operation",
        lines=lines,
        heading=heading(lines),
        command=command(lines),
        seen_at=await _seen_at(signed.desk, lines, signed.now),
    )


def heading(lines: Sequence[Line]) -> str:
    """What waits for an operator, in one sentence."""
    away = [line.service for line in lines if line.said is None]
    unready = [line.service for line in lines if line.said and line.faults]
    aside = sum(line.aside for line in lines)
    told = []
    if away:
        told.append(f"{listed(away)} no {'contesta' if len(away) == 1 else 'contestan'}")
    if unready:
        told.append(f"{listed(unready)} no {'está' if len(unready) == 1 else 'están'} al día")
    if aside:
        told.append(f"{count(aside, 'hecho espera que alguien lo mire', 'hechos esperan que alguien los mire')}")
    return "; ".join(told) or "Nada espera a nadie"


def command(lines: Sequence[Line]) -> str:
    """What an operator types first; empty: nothing."""
    if any(line.said is None or line.faults for line in lines):
        return "mesa status"
    return "mesa dead-letters list" if any(line.aside for line in lines) else ""


async def _asked(desk: Desk) -> list[Line]:
    """All at once: who is away costs the time of one."""
    others = list(desk.services.clients)
    own, *said = await asyncio.gather(readiness_of(desk.runtime), *(desk.services.readiness(one) for one in others))
    return [*(Line(name, one) for name, one in zip(others, said, strict=True)), Line(OWN, own)]


async def _seen_at(desk: Desk, lines: Sequence[Line], now: datetime) -> datetime | None:
    """Of when the board is: of now if all that was said is heard, else of its newest fact; None: it knows none."""
    own = lines[-1].said
    behind = any(line.said is None or line.said.backlog is None or line.said.backlog.unpublished for line in lines)
    if own and own.backlog and not own.faults and own.backlog.lag == 0 and not behind:
        return now
    return await newest_at(desk.read)

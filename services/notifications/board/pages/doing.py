"""How a form of the page is done: asked of a service as the officer, and answered on the page at once."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Request, Response

from services.notifications.board.acting import Answer, AwayError
from services.notifications.board.pages.frame import to
from services.notifications.board.pages.signed import Signed, form_of
from services.notifications.board.pages.written import Written
from services.notifications.board.queries.matters import position_of
from services.notifications.board.words import clock
from shared.contracts.replies import Fault

HOLD = timedelta(seconds=120)
"""So long what cannot be undone is held, so that Deshacer is true."""

CAUGHT_UP_SECONDS = 1.0


class Why(NamedTuple):
    """Why something was not done, as the officer reads it; the page says it in the same way as faults of a service."""

    text: str


AWAY = Why("El servicio no contesta en este momento. Nada se perdió: apriete el botón de nuevo, no se hará dos veces.")


class RefusedError(Exception):
    """It was not done; the page is drawn again with why, and what was written stays."""

    def __init__(self, faults: Sequence[Fault | Why]) -> None:
        super().__init__()
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Deed:
    """A form that somebody sent. `key`: the same for the same form from the same office, so that it is done once."""

    signed: Signed
    form: Written
    key: str

    @classmethod
    async def of(cls, request: Request, signed: Signed) -> "Deed":
        sent = await form_of(request)
        form = {name: values for name, values in sent.values.items() if name != "form_token"}
        told = f"{signed.commune} {request.url.path} {sorted(form.items())}".encode() + sent.file
        return cls(signed, Written(form, sent.file), blake2b(told, digest_size=16).hexdigest())

    def one(self, name: str) -> str:
        """The value of a field; empty: it was left empty."""
        return self.form.one(name)

    @property
    def held_until(self) -> datetime:
        return self.signed.now + HOLD

    async def ask(self, service: str, path: str, body: Mapping[str, Any], part: str = "", **how: Any) -> Answer:
        """The answer of a service. `part`: which of several requests of this form. Raises RefusedError."""
        key = f"{self.key}{part}"
        try:
            answer = await self.signed.desk.services.post(self.signed.officer, service, path, body, key=key, **how)
        except AwayError as away:
            raise RefusedError([AWAY]) from away
        if not answer.ok:
            raise RefusedError(answer.faults)
        return answer

    async def done(
        self, address: str, code: str, number: int = 1, held: Sequence[Answer] = (), by: str = "", left: int = 0
    ) -> Response:
        """Lead on to a page that says what was done. `held`: what can be taken back, at the service `by`.

        `left`: how many were not done.
        """
        query: dict[str, Any] = {"hecho": code}
        if number != 1:
            query["n"] = number
        if left:
            query["left"] = left
        ids = [answer.data["held_id"] for answer in held if answer.data and "held_id" in answer.data]
        if ids:
            until = min(datetime.fromisoformat(answer.data["held_until"]) for answer in held if answer.data)
            query |= {"held": f"{by}:{','.join(ids)}", "hasta": clock(until)}
        back = self.one("back")
        target = back if back in ("/", "/vacantes") else address
        return to(f"{target}?{urlencode(query)}")

    async def caught_up(self, kind: str, matter_id: str, before: int) -> None:
        """Until the board has heard what follows, so that the page shows it at once; a second at most."""

        async def heard() -> bool:
            return await position_of(self.signed.desk.read, kind, matter_id) > before

        try:
            async with asyncio.timeout(CAUGHT_UP_SECONDS):
                await self.signed.desk.live.until(heard)
        except TimeoutError:
            return

    @asynccontextmanager
    async def followed(self, kind: str, matter_id: str) -> AsyncIterator[None]:
        """What is asked within about a matter is followed until the board has heard of it; not if it was refused."""
        before = await position_of(self.signed.desk.read, kind, matter_id)
        yield
        await self.caught_up(kind, matter_id, before)

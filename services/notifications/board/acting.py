"""How the page acts: it asks the service that decides, over HTTP, as the officer who sits before it (DECISIONS 175)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import structlog

from services.notifications.board.officers.store import Officer
from shared.access.passes import PassWriter
from shared.clock import wall
from shared.contracts.replies import Fault
from shared.http.health import Ready

log = structlog.get_logger()
_PATH = re.compile(r"(/(?!\.+(/|$))[A-Za-z0-9_.:-]+)+")
SECONDS = 8.0
"""So long an officer waits for another service; then the page says that nothing is lost."""


class AwayError(Exception):
    """A service does not answer now. What was asked may or may not have been done: the same key asks again safely."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said. `data`: of a request that was granted; `faults`: why it was not."""

    status: int
    data: Any = None
    faults: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        return self.status < 400


@dataclass(frozen=True)
class Services:
    """The services as the page reaches them. `passes` None: this page was given no key, and acts for nobody."""

    clients: Mapping[str, httpx.AsyncClient]
    passes: PassWriter | None
    now: Callable[[], datetime] = wall

    @classmethod
    def at(cls, urls: Mapping[str, str], passes: PassWriter | None) -> "Services":
        clients = {
            name: httpx.AsyncClient(base_url=url, timeout=SECONDS, trust_env=False) for name, url in urls.items()
        }
        return cls(clients, passes)

    async def get(self, officer: Officer, service: str, path: str, **query: Any) -> Answer:
        """Read something as an officer. Raises AwayError."""
        asked = {name: value for name, value in query.items() if value is not None}
        return await self._ask(officer, service, "GET", path, params=asked)

    async def post(
        self,
        officer: Officer,
        service: str,
        path: str,
        body: Mapping[str, Any],
        *,
        key: str = "",
        dry_run: bool = False,
        method: str = "POST",
        if_match: str = "",
    ) -> Answer:
        """Ask for something as an officer, in the name of their office. Raises AwayError.

        `key`: of the form, so that a button pressed twice is one request. `dry_run`: only what it would answer.
        """
        headers = {"Idempotency-Key": key} if key else {}
        headers |= {"If-Match": if_match} if if_match else {}
        query = {"dry_run": "true"} if dry_run else {}
        whole = {"commune": officer.commune, **body}
        return await self._ask(officer, service, method, path, json=whole, headers=headers, params=query)

    async def review(self, officer: Officer, profile: Mapping[str, Any]) -> Answer:
        """What the legal review finds in the profile of a vacancy. Raises AwayError."""
        return await self._ask(officer, "vacancies", "POST", "/v1/vacancies/review", json=profile)

    async def fit(self, officer: Officer, profile: Mapping[str, Any]) -> Answer:
        """How many of the office's people fit the profile of a vacancy, and what hinders others. Raises AwayError."""
        query = {"commune": officer.commune}
        return await self._ask(officer, "matching", "POST", "/v1/vacancies/fit", json=profile, params=query)

    async def readiness(self, service: str) -> Ready | None:
        """What a service says of itself to anybody; None if it does not answer."""
        try:
            return Ready.model_validate_json((await self.clients[service].get("/health/ready")).content)
        except (httpx.HTTPError, ValueError) as away:
            log.warning("service_away", service=service, why=type(away).__name__)
            return None

    async def close(self) -> None:
        for client in self.clients.values():
            await client.aclose()

    async def _ask(self, officer: Officer, service: str, method: str, path: str, **more: Any) -> Answer:
        if not _PATH.fullmatch(path):  # an id that came with a form and is none
            return Answer(404, None, (Fault(code="404", text="Eso ya no existe o la dirección está incompleta"),))
        if self.passes is None:
            raise AwayError("MESA_PASS_KEY is not set")
        shown = self.passes.pass_to(service, officer.commune, officer.officer_id, self.now())
        headers = {**more.pop("headers", {}), "Authorization": f"Bearer {shown}", "Accept": "application/json"}
        try:
            said = await self.clients[service].request(method, path, headers=headers, **more)
        except httpx.HTTPError as away:
            log.warning("service_away", service=service, why=type(away).__name__)
            raise AwayError(service) from away
        if said.status_code >= 500 or said.status_code == 429:
            log.warning("service_away", service=service, why=str(said.status_code))
            raise AwayError(service)
        return _answer(said)


def _answer(said: httpx.Response) -> Answer:
    try:
        data = said.json() if said.content else None
    except ValueError:
        data = None
    if said.status_code < 400:
        return Answer(said.status_code, data)
    told = data if isinstance(data, dict) else {}
    faults = tuple(Fault.model_validate(fault) for fault in told.get("errors", ()))
    if not faults:
        text = told.get("detail") or told.get("title") or "No se pudo hacer"
        faults = (Fault(code=str(said.status_code), text=text),)
    return Answer(said.status_code, None, faults)

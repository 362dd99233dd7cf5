"""Requests and their answers: by HTTP under a key, or by intake, each as often as it was sent."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.keys import HomeKeys
from shared.access.actors import Role
from shared.contracts import intake
from shared.contracts.envelope import Request, commune_source, root_envelope
from shared.contracts.topics import intake_of
from shared.messaging.address import BusAddress
from shared.messaging.kafka import KafkaProducer, outbox_row_of, refused_for_good
from shared.messaging.unit_of_work import TransientError

LEASE = "/v1/vacancies/{vacancy_id}/leases/{lease_id}"
ROUTES: Mapping[type[Request], tuple[str, str, str]] = {
    intake.VacancyPost: ("vacancies", "POST", "/v1/vacancies"),
    intake.VacancyAmend: ("vacancies", "PATCH", "/v1/vacancies/{vacancy_id}"),
    intake.VacancyWithdraw: ("vacancies", "POST", "/v1/vacancies/{vacancy_id}/withdraw"),
    intake.VacancyDeclareUnfilled: ("vacancies", "POST", "/v1/vacancies/{vacancy_id}/declare-unfilled"),
    intake.SeatRelease: ("vacancies", "POST", f"{LEASE}/release"),
    intake.SeatExtend: ("vacancies", "POST", f"{LEASE}/extend"),
    intake.CandidateRefer: ("vacancies", "POST", f"{LEASE}/refer"),
    intake.PlacementDeclare: ("vacancies", "POST", f"{LEASE}/place"),
    intake.PlacementUndo: ("vacancies", "POST", f"{LEASE}/undo-placement"),
    intake.OfferMake: ("matching", "POST", "/v1/vacancies/{vacancy_id}/offers"),
    intake.OfferDecline: ("matching", "POST", "/v1/vacancies/{vacancy_id}/decline"),
    intake.ProposalConfirm: ("matching", "POST", "/v1/proposals/{proposal_id}/confirm"),
    intake.FairSchedule: ("events", "POST", "/v1/fairs"),
}
"""The service, method and path of a request; the fields that the path names are not in the body."""

NEVER = float("inf")
TIMEOUT = 8.0
"""Seconds after which a municipal system gives an answer up and asks again."""


@dataclass(slots=True)
class Sent:
    """One sending: when (monotonic seconds), to which process, and what came back. No status: nothing came."""

    at: float
    to: str
    until: float = NEVER
    status: int | None = None
    body: bytes = b""

    @property
    def is_answer(self) -> bool:
        """An answer to keep. A 5xx is none: 503 asks to come again, 500 is a fault of ours."""
        return self.status is not None and self.status < 500


@dataclass(slots=True)
class Asked:
    """One request: its Idempotency-Key, or its id by intake. `wire` is what it asks."""

    key: str
    wire: str
    commune: str
    service: str
    sent: list[Sent] = field(default_factory=list)

    @property
    def answers(self) -> list[Sent]:
        return [each for each in self.sent if each.is_answer]

    @property
    def answer(self) -> Sent | None:
        """The first that came."""
        return min(self.answers, key=lambda sent: sent.until, default=None)

    @property
    def begun(self) -> float:
        return min((sent.at for sent in self.sent), default=NEVER)


@dataclass(slots=True)
class HttpAsked(Asked):
    """A request by HTTP: the same bytes to whichever replica."""

    method: str = "POST"
    path: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class IntakeAsked(Asked):
    """A request by an intake topic. A sending with status 202 was acknowledged by the broker."""

    row: Mapping[str, Any] = field(default_factory=dict)


def by_http(request: Request, key: str) -> HttpAsked:
    """The request as a body and a path."""
    service, method, template = ROUTES[type(request)]
    whole = request.model_dump(mode="json", exclude_unset=True)
    path = template.format(**whole)
    body = {name: value for name, value in whole.items() if f"{{{name}}}" not in template}
    return HttpAsked(key, request.WIRE, request.commune, service, method=method, path=path, body=body)


def by_intake(request: Request, identity: str, now: Any) -> IntakeAsked:
    """The request as a record of its commune's intake."""
    envelope = root_envelope(request, identity, commune_source(request.commune), now)
    row = outbox_row_of(intake_of(request.commune).name, envelope)
    return IntakeAsked(identity, request.WIRE, request.commune, ROUTES[type(request)][0], row=row)


class Door:
    """Sends requests: by HTTP to the replicas of a service, by Kafka to the intakes."""

    def __init__(self, urls: Mapping[str, Sequence[str]], keys: HomeKeys, bus: BusAddress) -> None:
        self.urls, self._keys = urls, keys
        self._http = httpx.AsyncClient(timeout=TIMEOUT, limits=httpx.Limits(max_connections=100))
        self._producer = KafkaProducer(bus, "chaos")
        self._mouth = asyncio.Lock()

    async def close(self) -> None:
        await self._http.aclose()
        await self._producer.close()

    async def send(self, asked: HttpAsked, replica: int) -> Sent:
        """Once. What breaks on the way leaves a sending without an answer."""
        to = self.urls[asked.service][replica % len(self.urls[asked.service])]
        sent = Sent(time.monotonic(), to)
        asked.sent.append(sent)
        headers = {"Idempotency-Key": asked.key, **self._keys.bearer(Role.SYSTEM, asked.commune)}
        if asked.method == "PATCH":
            headers["If-Match"] = "*"
        try:
            came = await self._http.request(asked.method, to + asked.path, json=asked.body, headers=headers)
        except httpx.HTTPError:
            return sent
        sent.body, sent.status, sent.until = came.content, came.status_code, time.monotonic()
        return sent

    async def publish(self, asked: IntakeAsked) -> Sent:
        """Once; waits for the acknowledgement. Without one it may have arrived all the same."""
        sent = Sent(time.monotonic(), "kafka")
        asked.sent.append(sent)
        try:
            async with self._mouth:
                refused = refused_for_good(await self._producer.publish([asked.row]))
        except TransientError:
            return sent
        sent.until, sent.status = time.monotonic(), 400 if refused else 202
        return sent

    async def read(self, service: str, path: str, commune: str, replica: int) -> tuple[Sent, Any]:
        """A GET of a commune's system: the sending, and its JSON if it is 200."""
        to = self.urls[service][replica % len(self.urls[service])]
        sent = Sent(time.monotonic(), to)
        try:
            came = await self._http.get(to + path, headers=self._keys.bearer(Role.SYSTEM, commune))
        except httpx.HTTPError:
            return sent, None
        sent.status, sent.until = came.status_code, time.monotonic()
        return sent, came.json() if came.status_code == 200 else None

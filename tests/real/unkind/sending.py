"""Sends strings that break programs to every place of a service that takes a text, and looks at each answer."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx

from services.events.api.examples import EXAMPLES as EVENTS
from services.matching.api.examples import EXAMPLES as MATCHING
from services.vacancies.api.examples import EXAMPLES as VACANCIES
from shared.employers import known_as
from shared.http.examples import Examples
from shared.observe import logs
from tests.real.doors import Door
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.unkind.fuzz import fuzzed_doors
from tests.real.unkind.places import Document, Place, body_schema, places_in, spread, tried_together, with_texts
from tests.servers import choose, docker_answers, running

PROBLEM = "application/problem+json"
SERVICES: dict[str, tuple[Examples, str]] = {
    "events": (EVENTS, "/v1/fairs"),
    "matching": (MATCHING, "/v1/seekers"),
    "vacancies": (VACANCIES, "/v1/vacancies"),
}
"""The examples of each service, and where it makes what it is there for."""

DAY = {"starts_at": "2026-04-10T10:00:00-03:00", "ends_at": "2026-04-10T18:00:00-03:00"}
INSTEAD = {
    "/v1/fairs": {"commune": SAN_CARLOS, "title": "Feria de otoño", "place": "Gimnasio municipal", **DAY},
    "/v1/employers/visits": {"commune": SAN_CARLOS, "employer": "Hostería Central", "at": "2199-04-10T10:00:00-03:00"},
    "/v1/employers/approaches": {"commune": SAN_CARLOS, "employer": "Frutícola del Itata", "invited": [NIQUEN]},
}
"""Bodies for paths whose example is refused here: its day has passed, or its communes are none of this Mesa."""


@dataclass(slots=True)
class Sent:
    """What was sent to a service, and what came of it."""

    requests: int = 0
    strings: dict[Place, set[str]] = field(default_factory=dict)
    served: set[Place] = field(default_factory=set)
    """Places whose text was part of a request that was not refused."""

    kept: set[Place] = field(default_factory=set)
    """Places whose text was read again as it was sent."""

    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sender:
    """Sends to one door. `good`: a request that is always served, asked after the strings of each operation.

    `examples`: of its service.
    """

    door: Door
    examples: Examples
    good: str
    ids: dict[str, str] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent)

    @property
    def document(self) -> Document:
        return self.door.app.openapi()

    async def send(self, whole: bool = False) -> Sent:
        """Strings of every kind to every place; `whole`: every string to every place."""
        await self._make_things()
        places = places_in(self.document)
        strings = spread(places, whole)
        for group in tried_together(places):
            for texts in zip(*(strings[place] for place in group), strict=True):
                await self._try(dict(zip(group, texts, strict=True)))
            await self._ask_well(f"{group[0].method} {group[0].url}")
        return self.sent

    async def _make_things(self) -> None:
        """One of each thing that the service makes, so that paths lead to something."""
        for url, operations in self.document["paths"].items():
            if "post" in operations and "{" not in url:
                answer = await self._request("post", url, json=self._body(url, "post"))
                if answer.status_code == 201:
                    self.ids |= {name: str(value) for name, value in answer.json().items()}
        await self._ask_well("the start")

    async def _ask_well(self, after: str) -> None:
        answer = await self._request("post", self.good, json=self._body(self.good, "post"))
        if answer.status_code != 201:
            self.sent.failures.append(f"after {after} a good request gets {answer.status_code} {answer.text[:200]}")
        else:
            self.ids |= {name: str(value) for name, value in answer.json().items()}

    async def _try(self, texts: dict[Place, str]) -> None:
        """One request; again without what was refused, for that hides what the other texts would have done."""
        for place, text in texts.items():
            self.sent.strings.setdefault(place, set()).add(text)
        while texts:
            answer = await self._with(texts)
            if wrong := self._wrong(answer, texts):
                self.sent.failures.append(f"{wrong}: {_told(texts)}")
            if answer.status_code < 300:
                self.sent.served |= {*texts}
                await self._read_again(answer, texts)
            # what a path leads nowhere with hides the rest as well
            refused = _refused(answer, texts) or {place for place in texts if place.where == "path"}
            if not refused:
                return
            texts = {place: text for place, text in texts.items() if place not in refused}

    async def _with(self, texts: Mapping[Place, str]) -> httpx.Response:
        place = next(iter(texts))
        operation = self.document["paths"][place.url][place.method]
        of = {where: {p: text for p, text in texts.items() if p.where == where} for where in ("path", "query", "body")}
        ids = self.ids | {place.field: text for place, text in of["path"].items()}
        url = re.sub(r"\{(\w+)\}", lambda name: quote(ids.get(name[1], "nobody"), safe=""), place.url)
        body = with_texts(self.document, self._body(place.url, place.method), of["body"])
        headers = {each["name"]: "*" for each in operation.get("parameters", ()) if each["name"] == "If-Match"}
        query = {place.field: text for place, text in of["query"].items()}
        return await self._request(place.method, url, json=body, params=query, headers=headers)

    def _body(self, url: str, method: str) -> Any:
        """A body that is accepted, or None: the operation takes none."""
        schema = body_schema(self.document["paths"][url][method])
        if schema is None:
            return None
        if method == "post" and url in INSTEAD:
            return self._at_another_time(INSTEAD[url])
        name = schema["$ref"].rpartition("/")[2]
        some = next(some for model, some in self.examples.items() if model.__name__ == name)
        return self._at_another_time(next(each.value for each in some if each.refused is None))

    def _at_another_time(self, body: Any) -> Any:
        """The body; where it is about something that is held, at a time at which nothing is held yet."""
        if not {"starts_at", "ends_at"} <= {*body}:
            return body
        later = timedelta(hours=12 * (self.sent.requests % 1200))
        times = {name: datetime.fromisoformat(body[name]) + later for name in ("starts_at", "ends_at")}
        return body | {name: at.isoformat() for name, at in times.items()}

    async def _request(self, method: str, url: str, **more: Any) -> httpx.Response:
        self.sent.requests += 1
        return await self.door.request(method, url.removeprefix("/v1"), **more)

    def _wrong(self, answer: httpx.Response, texts: Mapping[Place, str]) -> str:
        """What is wrong with an answer; an empty text if nothing is."""
        place, status = next(iter(texts)), answer.status_code
        if status >= 500:
            return f"{status} {answer.text[:200]}"
        paths = [text for each, text in texts.items() if each.where == "path"]
        elsewhere = any("/" in text or not text.strip(".") for text in paths)  # as any path with a slash too many
        if status < 300 or (status == 307 and elsewhere):
            return ""
        if str(status) not in self.document["paths"][place.url][place.method]["responses"] and not elsewhere:
            return f"{status} is not described"
        if answer.headers.get("content-type") != PROBLEM or not answer.json()["type"].startswith("urn:mesa:problem:"):
            return f"{status} is no problem"
        return ""

    async def _read_again(self, answer: httpx.Response, texts: Mapping[Place, str]) -> None:
        if "location" not in answer.headers:
            return
        read = await self.door.get(answer.headers["location"].removeprefix("/v1"))
        if read.status_code != 200:
            self.sent.failures.append(f"{read.status_code} {read.text[:200]} for what was made of {_told(texts)}")
            return
        for place, text in texts.items():
            found = _at(read.json(), place)
            # an employer goes by the name that was written first
            if found == text.strip() or (place.field == "employer" and known_as(str(found)) == known_as(text)):
                self.sent.kept.add(place)
            elif found is not None:
                self.sent.failures.append(f"{place.field}: {text!a} was kept as {found!a}")


def sender_of(name: str, door: Door) -> Sender:
    """A sender to the door of this service."""
    return Sender(door, *SERVICES[name])


def _refused(answer: httpx.Response, texts: Mapping[Place, str]) -> set[Place]:
    if answer.status_code != 422 or answer.headers.get("content-type") != PROBLEM:
        return set()
    fields = [str(fault.get("field", "")) for fault in answer.json().get("errors", ())]
    return {place for place in texts if any(f"{each}.".startswith(f"{place.field}.") for each in fields)}


def _told(texts: Mapping[Place, str]) -> str:
    place = next(iter(texts))
    return f"{place.method} {place.url} {ascii({each.field: text for each, text in texts.items()})[:600]}"


def _at(value: Any, place: Place) -> Any:
    """What an answer has where a body had a text, or None."""
    for part in place.path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


async def _whole(kafka: str, dsn: str) -> int:
    db = await asyncpg.connect(dsn)
    await db.execute("CREATE DATABASE naughty")
    await db.close()
    failures = 0
    at = f"{dsn.rpartition('/')[0]}/naughty"
    async with House(kafka, at, "naughty") as house, fuzzed_doors(house, [*SERVICES]) as doors:
        for name in SERVICES:
            sent = await sender_of(name, doors[name]).send(whole=True)
            failures += len(sent.failures)
            print(f"{name}: {sent.requests} requests, {len(sent.strings)} places", *sent.failures, sep="\n", flush=True)
    return failures


if __name__ == "__main__":
    logs.set_up("naughty", level="ERROR")
    with tempfile.TemporaryDirectory() as folder, running(choose(os.environ, docker_answers), Path(folder)) as both:
        sys.exit(min(asyncio.run(_whole(*both)), 1))

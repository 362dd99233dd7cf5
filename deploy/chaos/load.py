"""What offices ask while everything breaks: drawn from the seed, each request recorded with what came back."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.chaos import seats
from deploy.chaos.asking import Asked, Door, HttpAsked, IntakeAsked, by_http, by_intake
from deploy.chaos.linearizable import Operation
from deploy.chaos.offices import Offices
from services.vacancies.model.ids import id_made_by
from shared.clock import wall
from shared.contracts.envelope import Request, commune_source, root_envelope
from shared.contracts.intake import PlacementDeclare, PlacementUndo, SeatRelease, VacancyPost
from shared.contracts.reasons import ReleaseReason, UndoReason

OFFICERS = 8
"""How many ask at the same time."""

PAUSE = (0.05, 0.5)
"""Seconds an officer thinks between two requests."""

TRIES = 6
"""How often the same is sent while no answer comes; the rest is asked again at the end."""

CONTESTED = 3
DOINGS = (seats.PLACE, seats.PLACE, seats.RELEASE, seats.UNDO)

A = TypeVar("A", bound=Asked)


@dataclass
class Load:
    """The officers of one run. `asked`: everything they asked; `raced` and `reads`: about contested seats."""

    door: Door
    seed: int
    offices: Offices
    asked: list[Asked] = field(default_factory=list)
    contested: list[tuple[str, str]] = field(default_factory=list)
    reads: list[tuple[str, Operation]] = field(default_factory=list)
    raced: list[tuple[str, str, str, HttpAsked]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, seconds: float) -> None:
        """Ask for so long; what is under way then is given up, and asked again when everything is well."""
        chance = random.Random(f"{self.seed}/contested")  # noqa: S311 - chance, not a secret
        await self._contested(chance)
        officers = [asyncio.create_task(self._officer(n)) for n in range(OFFICERS)]
        await asyncio.wait(officers, timeout=seconds)
        self.stop.set()
        _, late = await asyncio.wait(officers, timeout=2)
        for task in late:
            task.cancel()
        for ended in await asyncio.gather(*officers, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _contested(self, chance: random.Random) -> None:
        """Vacancies that nobody amends or withdraws, for whose seats all officers race."""
        for n in range(CONTESTED):
            request = self.offices.contested(chance, n)
            asked = self._note(by_http(request, f"{self.seed}-contested-{n}"))
            await self._until_answered(asked, chance)
            if asked.answer and asked.answer.status == 201:
                self.contested.append((json.loads(asked.answer.body)["vacancy_id"], request.commune))

    async def _officer(self, number: int) -> None:
        chance = random.Random(f"{self.seed}/officer/{number}")  # noqa: S311 - chance, not a secret
        n = 0
        while not self.stop.is_set():
            n += 1
            await self._one(chance, f"{self.seed}-{number}-{n}")
            await self._rest(chance.uniform(*PAUSE))

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.stop.wait()
        except TimeoutError:
            return

    async def _one(self, chance: random.Random, key: str) -> None:
        what = chance.random()
        if what < 0.25:
            await self._race(chance, key)
        elif what < 0.35:
            await self._by_http(self._note(self.offices.registration(chance, key)), chance)
        else:
            request = await self._request(chance)
            if request is not None:
                await self._ask(request, chance, key)

    async def _request(self, chance: random.Random) -> Request | None:
        what = chance.random()
        if what < 0.3:
            return await self._about_seat(chance)
        if what < 0.45:
            return await self._confirmation(chance)
        return self.offices.request(chance, wall())

    async def _ask(self, request: Request, chance: random.Random, key: str) -> None:
        """By either door; what is posted is remembered, for others to ask about it."""
        if chance.random() < 0.5:
            made = self._note(by_intake(request, key, wall()))
            if isinstance(request, VacancyPost):
                envelope = root_envelope(request, key, commune_source(request.commune), wall())
                self.offices.posted(id_made_by(envelope), request.commune)
            await self._by_intake(made, chance)
            return
        asked = self._note(by_http(request, key))
        await self._by_http(asked, chance)
        if isinstance(request, VacancyPost) and asked.answer and asked.answer.status == 201:
            self.offices.posted(json.loads(asked.answer.body)["vacancy_id"], request.commune)

    async def _by_http(self, asked: HttpAsked, chance: random.Random) -> None:
        """Until it is answered; now and then to two replicas at once, and now and then once more afterwards."""
        if chance.random() < 0.15:
            await asyncio.gather(self.door.send(asked, 0), self.door.send(asked, 1))
        await self._until_answered(asked, chance)
        if chance.random() < 0.3:
            await self.door.send(asked, chance.randrange(8))

    async def _until_answered(self, asked: HttpAsked, chance: random.Random) -> None:
        for _ in range(TRIES):
            if asked.answer or self.stop.is_set():
                return
            await self.door.send(asked, chance.randrange(8))
            if not asked.answer:
                await self._rest(0.5)

    async def _by_intake(self, asked: IntakeAsked, chance: random.Random) -> None:
        for _ in range(TRIES):
            if self.stop.is_set() or asked.answer:
                break
            await self.door.publish(asked)
        if chance.random() < 0.2 and not self.stop.is_set():
            await self.door.publish(asked)

    async def _about_seat(self, chance: random.Random) -> Request | None:
        found = self.offices.vacancy(chance)
        if found is None:
            return None
        _, vacancy = await self.door.read("vacancies", f"/v1/vacancies/{found[0]}", found[1], chance.randrange(8))
        return self.offices.about_seat(chance, vacancy) if vacancy and vacancy["leases"] else None

    async def _confirmation(self, chance: random.Random) -> Request | None:
        path = f"/v1/proposals?commune={self.offices.confirming}"
        _, proposals = await self.door.read("matching", path, self.offices.confirming, chance.randrange(8))
        return self.offices.confirmation(chance, proposals) if proposals else None

    async def _race(self, chance: random.Random, key: str) -> None:
        """Look at a contested vacancy, then ask two or three things about one seat, at once, of any replica."""
        if not self.contested:
            return
        vacancy_id, commune = chance.choice(self.contested)
        path = f"/v1/vacancies/{vacancy_id}"
        sent, found = await self.door.read("vacancies", path, commune, chance.randrange(8))
        if found is None:
            return
        self.reads.append((vacancy_id, Operation(sent.at, sent.until, (seats.READ, ""), found["placed"])))
        sat = [lease for lease in found["leases"] if lease["state"] != seats.RELEASED]
        if not sat:
            return
        lease = chance.choice(sat)
        doings = [chance.choice(DOINGS) for _ in range(chance.choice((1, 2, 3)))]
        racing = [self._claim(vacancy_id, commune, lease, doing, f"{key}-{n}") for n, doing in enumerate(doings)]
        # each has a chance of its own: they go on together, in an order that nobody knows before
        await asyncio.gather(*(self._by_http(asked, random.Random(asked.key)) for asked in racing))  # noqa: S311

    def _claim(self, vacancy_id: str, commune: str, lease: Any, doing: str, key: str) -> HttpAsked:
        about = {
            "commune": commune,
            "vacancy_id": vacancy_id,
            "lease_id": lease["lease_id"],
            "fence": lease["fence"],
        }
        request: Request
        if doing == seats.PLACE:
            request = PlacementDeclare(**about)
        elif doing == seats.RELEASE:
            request = SeatRelease(**about, why=ReleaseReason.NO_TRANSPORT)
        else:
            request = PlacementUndo(**about, why=UndoReason.DID_NOT_START)
        asked = self._note(by_http(request, key))
        self.raced.append((vacancy_id, doing, lease["lease_id"], asked))
        return asked

    def _note(self, asked: A) -> A:
        self.asked.append(asked)
        return asked

    async def settle(self, seconds: float) -> list[Asked]:
        """When everything is well: all that was not answered is asked again, and each key once more of some replica.

        Returns those that are still not answered after so long.
        """
        chance = random.Random(f"{self.seed}/settle")  # noqa: S311 - chance, not a secret
        loop = asyncio.get_running_loop()
        for asked in self.asked:
            await self._again(asked, chance)
        # after a long storm the first round takes longer than that by itself
        deadline = loop.time() + seconds
        while (left := [one for one in self.asked if not one.answer]) and loop.time() < deadline:
            await asyncio.sleep(0.5)
            for asked in left:
                await self._again(asked, chance)
        return left

    async def _again(self, asked: Asked, chance: random.Random) -> None:
        if isinstance(asked, HttpAsked):
            await self.door.send(asked, chance.randrange(8))
        elif isinstance(asked, IntakeAsked) and not asked.answer:
            await self.door.publish(asked)


def histories(load: Load) -> dict[str, list[Operation]]:
    """What was asked about contested seats and what was seen, by vacancy, for the checker."""
    found: dict[str, list[Operation]] = {vacancy_id: [] for vacancy_id, _ in load.contested}
    for vacancy_id, doing, lease, asked in load.raced:
        if not asked.sent:
            continue
        answer = asked.answer
        if answer is None or answer.status is None:
            found[vacancy_id].append(Operation(asked.begun, float("inf"), (doing, lease)))
        else:
            done, told = answer.status < 300, f"{answer.status} {answer.body[:200].decode(errors='replace')}"
            found[vacancy_id].append(Operation(asked.begun, answer.until, (doing, lease), done, told))
    for vacancy_id, read in load.reads:
        found[vacancy_id].append(read)
    return found

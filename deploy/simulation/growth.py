"""A Mesa that grows by one commune a day while vacancies are posted: each call ends by the time that it began with."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from deploy.simulation.history import START, BrokenError, History
from shared.contracts.communes import CommuneJoined, Mode, Travel, Windows
from shared.contracts.envelope import Request, commune_source
from shared.contracts.intake import VacancyDeclareUnfilled
from shared.contracts.vacancies import CallEnded, VacancyPosted, VacancyUnfilled
from shared.messaging.cloudevents import IncomingMessage
from shared.territory import commune, travel_from

CENTRE = "16301"
FOUNDERS = 3


class GrowingMesa(History):
    """A history without faults: three communes found the Mesa, and one joins on each following day.

    Every commune has systems of its own that never answer: no call has another end than its time.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed, faults=0.0)
        self.world.confirming = set()

    async def grow(self, days: int) -> None:
        """Play so many days and the ten after them, in which the last calls end. Raises BrokenError."""
        cuts = [CENTRE, *(way.to for way in travel_from(CENTRE))][: FOUNDERS + days]
        for cut in cuts[:FOUNDERS]:
            self._joins(cut)
        for day in range(days):
            self._joins(cuts[FOUNDERS + day])
            await self._come_to_rest()
            await self._posts()
            await self._until(START + timedelta(days=day + 1))
        await self._until(START + timedelta(days=days + 10))
        self._check([*self._late_calls()])

    def _broken(self, what: str) -> BrokenError:
        return BrokenError(f"a growing Mesa, seed {self.seed}, step {self.steps}: {what}")

    def _joins(self, cut: str) -> None:
        self.world.members.add(cut)
        travel = tuple(Travel(to=way.to, km=way.km, minutes=way.minutes) for way in travel_from(cut))
        # three working days: a call is always out when the next commune joins
        windows = Windows(local_hours=4.0, answer_hours=24.0, lease_hours=8.0)
        name, people = commune(cut).name, commune(cut).population
        fact = CommuneJoined(
            commune=cut, name=name, population=people, mode=Mode.EXTERNAL, windows=windows, travel=travel
        )
        self.steps += 1
        self._publish("communes", "/mesa/communes", fact)

    async def _posts(self) -> None:
        """One or two communes post a vacancy, and call their neighbours at once or when their own time is over."""
        for _ in range(self.chance.randint(1, 2)):
            self.steps += 1
            until = self.now + timedelta(days=9)
            self._asks(self.world.post(self.now).model_copy(update={"valid_through": until, "distinct": True}))
        await self._come_to_rest()
        posted = [m.envelope.data for m in self._said() if isinstance(m.envelope.data, VacancyPosted)]
        if self.chance.random() < 0.5:
            self._asks(VacancyDeclareUnfilled(commune=posted[-1].commune, vacancy_id=posted[-1].vacancy_id))
        await self._come_to_rest()

    def _asks(self, request: Request) -> None:
        self.asked[request.commune] += 1
        identity = f"ask-{self.asked[request.commune]}"
        self._publish(f"intake.{request.commune}", commune_source(request.commune), request, identity)

    async def _until(self, moment: datetime) -> None:
        """Let everything that is due happen at its time, up to a moment; then every promise is checked."""
        while (due := self._next_due()) and due < moment:
            self.now = max(self.now, due)
            await self._come_to_rest()
        self.now = moment
        await self._calm()

    def _said(self) -> list[IncomingMessage]:
        return self.bus.heard("vacancies")

    def _late_calls(self) -> Iterator[str]:
        """The calls that ended after the time that they began with, and those that never ended."""
        until: dict[tuple[str, int], datetime] = {}
        for said in self._said():
            fact = said.envelope.data
            if isinstance(fact, VacancyUnfilled) and fact.answer_by:
                # the first fact of a tier is the call; what follows within it invites newcomers
                until.setdefault((fact.vacancy_id, fact.tier), fact.answer_by)
            if isinstance(fact, CallEnded) and said.envelope.time > until.pop((fact.vacancy_id, fact.tier)):
                yield f"call {fact.tier} for {fact.vacancy_id} ended at {said.envelope.time}, too late"
        for (vacancy_id, tier), moment in until.items():
            if moment <= self.now:
                yield f"call {tier} for {vacancy_id} was to end at {moment} and has not"


def grow(seed: int, days: int = 30) -> GrowingMesa:
    """Play one seed. Raises BrokenError: a promise was broken, or a call outlasted the time that it began with."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    mesa = GrowingMesa(seed)
    asyncio.run(mesa.grow(days))
    return mesa

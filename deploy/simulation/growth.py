"""A Mesa that grows by one commune a day while vacancies are posted: each call ends by the time that it began with."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from deploy.simulation.history import START, BrokenError, run_quietly
from deploy.simulation.scripted import ScriptedHistory
from shared.contracts.communes import Mode, Windows
from shared.contracts.intake import VacancyDeclareUnfilled
from shared.contracts.vacancies import CallEnded, VacancyPosted, VacancyUnfilled
from shared.messaging.cloudevents import IncomingMessage
from shared.territory import travel_from

CENTRE = "16301"
FOUNDERS = 3


class GrowingMesa(ScriptedHistory):
    """A history without faults: three communes found the Mesa, and one joins on each following day.

    Every commune has systems of its own that never answer: no call has another end than its time.
    """

    async def grow(self, days: int) -> None:
        """Play so many days and the ten after them, in which the last calls end. Raises BrokenError."""
        cuts = [CENTRE, *(way.to for way in travel_from(CENTRE))][: FOUNDERS + days]
        for cut in cuts[:FOUNDERS]:
            self._joins(cut)
        for day in range(days):
            self._joins(cuts[FOUNDERS + day])
            await self._come_to_rest()
            await self._posts()
            await self.until(START + timedelta(days=day + 1))
        await self.until(START + timedelta(days=days + 10))
        self._check([*self._late_calls()])

    def _broken(self, what: str) -> BrokenError:
        return BrokenError(f"a growing Mesa, seed {self.seed}, step {self.steps}: {what}")

    def _joins(self, cut: str) -> None:
        # three working days: a call is always out when the next commune joins
        windows = Windows(local_hours=4.0, answer_hours=24.0, lease_hours=8.0)
        self.joins(cut, mode=Mode.EXTERNAL, windows=windows)

    async def _posts(self) -> None:
        """One or two communes post a vacancy, and call their neighbours at once or when their own time is over."""
        for _ in range(self.chance.randint(1, 2)):
            self.steps += 1
            until = self.now + timedelta(days=9)
            self.asks(self.world.post(self.now).model_copy(update={"valid_through": until, "distinct": True}))
        await self._come_to_rest()
        posted = [m.envelope.data for m in self._said() if isinstance(m.envelope.data, VacancyPosted)]
        if self.chance.random() < 0.5:
            self.asks(VacancyDeclareUnfilled(commune=posted[-1].commune, vacancy_id=posted[-1].vacancy_id))
        await self._come_to_rest()

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
    mesa = GrowingMesa(seed)
    run_quietly(mesa.grow(days))
    return mesa

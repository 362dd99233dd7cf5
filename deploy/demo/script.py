"""The play itself: requests as municipal systems send them, each when the facts before it have arrived."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.communes.table import join
from deploy.demo.fair import Ask, FairOfThePlay
from deploy.demo.hand import OfficersHand
from deploy.demo.officer import Officer
from deploy.demo.recorder import FactRecorder
from deploy.demo.scenario import (
    COIHUECO,
    CRANE,
    CREW,
    FIRST_SEATS,
    HARVEST,
    NIQUEN,
    SAN_CARLOS,
    SAN_FABIAN,
    SAN_NICOLAS,
    SEATS,
    STORE,
)
from shared.clock import Now
from shared.contracts.agenda import FairListed
from shared.contracts.envelope import Envelope, Fact, Request, commune_source, derived_id, root_envelope
from shared.contracts.intake import (
    PlacementDeclare,
    SeatRelease,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyPost,
)
from shared.contracts.matching import OfferDeclined, OfferMade
from shared.contracts.reasons import ReleaseReason
from shared.contracts.topics import intake_of
from shared.contracts.vacancies import (
    CallUnanswered,
    PlacementDeclared,
    Profile,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyPosted,
    VacancyUnfilled,
)
from shared.contracts.vocabulary import Urgency
from shared.messaging.kafka import publish_now


@dataclass
class Script:
    """One evening. `seed` names the requests, so that another seed is another history."""

    recorder: FactRecorder
    now: Now
    home: Path
    seed: int
    officer: Officer
    hand: OfficersHand
    fair: Callable[[Ask], FairOfThePlay]

    async def run(self) -> tuple[str, FairOfThePlay]:
        """The whole, in order. Returns the id of the harvest's vacancy, and the fair. Raises MissingFactError."""
        fair = self.fair(self._ask)
        await fair.agreed()
        await self.hand.looks_before()
        crew = await self._post(CREW, 2, Urgency.NORMAL)
        await self._next_in_line(crew)
        await self.hand.notes_insurance(crew)
        harvest = await self._post(HARVEST, FIRST_SEATS, Urgency.RUSH)
        await self._amend(harvest)
        await self._neighbours(harvest)
        await self.hand.answers_one_now(harvest)
        await fair.moved()
        await self.hand.settles(harvest)
        await self.hand.thinks_again(crew)
        await self.hand.mistakes(crew)
        await self._silence(harvest)
        await self._end_of_the_network(harvest)
        await self._nobody_lifts()
        await self._coihueco(harvest)
        await self.officer.disclosure(harvest)
        await fair.prepared()
        await fair.held(harvest)
        await self._placements()
        await self._tie()
        return harvest, fair

    async def _post(self, profile: Profile, seats: int, urgency: Urgency, commune: str = SAN_CARLOS) -> str:
        await self._ask(VacancyPost(commune=commune, seats=seats, profile=profile, urgency=urgency))

        def posted() -> list[VacancyPosted]:
            return self.recorder.all(VacancyPosted, lambda fact: fact.profile.title == profile.title)

        await self.recorder.until(lambda: bool(posted()), f"that «{profile.title}» is posted")
        return posted()[0].vacancy_id

    async def _next_in_line(self, vacancy: str) -> None:
        """Both seats are given, one person withdraws, and the next in line has the seat."""

        def leases() -> list[SeatLeased]:
            return self.recorder.all(SeatLeased, lambda fact: fact.vacancy_id == vacancy)

        await self.recorder.until(lambda: len(leases()) >= 2, "two seats given in San Carlos")
        gone = random.Random(self.seed).choice(leases())  # noqa: S311 - a play
        await self._ask(
            SeatRelease(
                commune=SAN_CARLOS,
                vacancy_id=vacancy,
                lease_id=gone.lease_id,
                fence=gone.fence,
                why=ReleaseReason.CANDIDATE_WITHDREW,
            )
        )
        await self.recorder.until(
            lambda: any(x.seat == gone.seat and x.fence > gone.fence for x in leases()),
            "the next in line with the seat",
        )

    async def _amend(self, vacancy: str) -> None:
        """The employer counts again: five more are needed."""
        await self._ask(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=SEATS))
        await self.recorder.until(lambda: bool(self.recorder.all(VacancyAmended)), "the amended seats")

    async def _silence(self, vacancy: str) -> None:
        """San Nicolás lets its working hours pass; the others are not held up for longer."""
        await self.recorder.until(
            lambda: bool(self.recorder.all(CallUnanswered, lambda fact: fact.vacancy_id == vacancy)),
            "that the silence of San Nicolás is stated",
        )

    async def _nobody_lifts(self) -> None:
        """A vacancy that nobody in the network can fill: every office declines with its reasons."""
        crane = await self._post(CRANE, 1, Urgency.EXPRESS)
        for cut in (SAN_CARLOS, NIQUEN, SAN_FABIAN):
            await self.recorder.until(lambda cut=cut: bool(self._answers(crane, cut)), f"the answer of {cut}")  # type: ignore[misc]

    async def _tie(self) -> None:
        """San Nicolás has nobody for a vacancy of its own. Where two neighbours' people fit alike, the one who has
        given more goes first; the decision says so.
        """
        store = await self._post(STORE, 1, Urgency.EXPRESS, SAN_NICOLAS)
        await self._ask(VacancyDeclareUnfilled(commune=SAN_NICOLAS, vacancy_id=store))

        def seat() -> list[SeatLeased]:
            return self.recorder.all(SeatLeased, lambda fact: fact.vacancy_id == store)

        await self.recorder.until(lambda: bool(seat()), "the seat in San Nicolás")
        await self.officer.refusal(store)
        given = seat()[0]
        await self._ask(
            PlacementDeclare(commune=SAN_NICOLAS, vacancy_id=store, lease_id=given.lease_id, fence=given.fence)
        )
        await self.recorder.until(
            lambda: bool(self.recorder.all(PlacementDeclared, lambda fact: fact.vacancy_id == store)),
            "the placement in San Nicolás",
        )

    async def _neighbours(self, vacancy: str) -> None:
        """The home's people come first; then the neighbours are asked at once and answer."""
        await self.recorder.until(lambda: bool(self._answers(vacancy, SAN_CARLOS)), "what San Carlos has itself")

        def called() -> list[VacancyUnfilled]:
            return self.recorder.all(VacancyUnfilled, lambda fact: fact.vacancy_id == vacancy and bool(fact.invited))

        await self.recorder.until(lambda: bool(called()), "the call to the neighbours")
        for cut in set(called()[0].invited) - {SAN_NICOLAS}:
            await self.recorder.until(lambda cut=cut: bool(self._answers(vacancy, cut)), f"the answer of {cut}")  # type: ignore[misc]

    async def _end_of_the_network(self, vacancy: str) -> None:
        await self.recorder.until(
            lambda: bool(self.recorder.all(FairListed, lambda fact: fact.vacancy_id == vacancy)),
            "that the rest goes to the fair",
        )

    async def _coihueco(self, vacancy: str) -> None:
        """While everything runs, a commune joins: `mesa communes add 16302 && mesa communes apply`."""
        await join(self.recorder.bus, [COIHUECO], self.home, self.now)
        await self.recorder.until(lambda: bool(self._answers(vacancy, COIHUECO)), "the answer of Coihueco")
        await self.recorder.until(
            lambda: bool(self.recorder.all(SeatLeased, lambda fact: fact.candidate_commune == COIHUECO)),
            "seats for people of Coihueco",
        )

    async def _placements(self) -> None:
        """The officers declare a placement for everyone who still holds a seat."""
        await asyncio.sleep(1)  # what follows from Coihueco's offer is still being published
        gone = {fact.lease_id for fact in self.recorder.all(SeatReleased)}
        held = self.recorder.all(SeatLeased, lambda fact: fact.lease_id not in gone)
        await self._ask(
            *(
                PlacementDeclare(commune=x.commune, vacancy_id=x.vacancy_id, lease_id=x.lease_id, fence=x.fence)
                for x in held
            )
        )
        await self.recorder.until(
            lambda: len(self.recorder.all(PlacementDeclared)) >= len(held), f"{len(held)} placements"
        )

    def _answers(self, vacancy: str, cut: str) -> list[OfferMade | OfferDeclined]:
        made = self.recorder.all(OfferMade, lambda fact: fact.vacancy_id == vacancy and fact.commune == cut)
        no = self.recorder.all(OfferDeclined, lambda fact: fact.vacancy_id == vacancy and fact.commune == cut)
        return [*made, *no]

    async def _ask(self, *requests: Request) -> None:
        """Requests on the intake of their commune, each with an id of its own."""
        by_door: dict[str, list[Envelope[Fact | Request]]] = {}
        for n, request in enumerate(requests):
            one = derived_id(f"demo-{self.seed}", request.WIRE, request.model_dump_json(), n)
            source = commune_source(request.commune)
            by_door.setdefault(request.commune, []).append(root_envelope(request, one, source, self.now()))
        for cut, envelopes in by_door.items():
            await publish_now(self.recorder.bus, intake_of(cut).name, envelopes)

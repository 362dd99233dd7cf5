"""What the officer's hand does over HTTP in the play: look before, several seats at once, a hold that is taken back, an
offer by mistake and by hand, and «después».
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from deploy.demo.officer import OFFICER, Door
from deploy.demo.recorder import FactRecorder, MissingFactError
from deploy.demo.scenario import CREW, NIQUEN, SAN_CARLOS
from shared.clock import Now
from shared.contracts.held import VacancyRequestTakenBack
from shared.contracts.matching import OfferMade, OfferWithdrawn, ProposalAnswered, ProposalOpened
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import SeatExtended, SeatLeased, SeatReleased

HOME: dict[str, Any] = {"commune": SAN_CARLOS}
HELD_FOR = timedelta(minutes=59)
"""As long as anything may be held: a second of this play."""

TRIES = 3


@dataclass
class OfficersHand:
    """Talks to vacancies and matching through their doors. `told`: what the doors answered before anything was done."""

    vacancies: Door
    matching: Door
    recorder: FactRecorder
    now: Now
    told: dict[str, Any] = field(default_factory=dict)

    async def looks_before(self) -> None:
        """How many of San Carlos fit a vacancy that is not posted yet."""
        path = f"/v1/vacancies/fit?commune={SAN_CARLOS}"
        profile = CREW.model_dump(mode="json", exclude_defaults=True)
        self.told["fit"] = await self.matching.ask("POST", path, SAN_CARLOS, profile)

    async def settles(self, vacancy: str) -> None:
        """What San Carlos holds is held until after the fair, in one request; first the officer sees until when."""
        leases = self._held(vacancy)
        asked = [{"lease_id": one.lease_id, "fence": one.fence, "act": "extend", "hours": 18} for one in leases]
        path = f"/v1/vacancies/{vacancy}/leases/settle"
        self.told["settle"] = await self.vacancies.post(f"{path}?dry_run=true", {**HOME, "leases": asked})
        await self.vacancies.post(path, {**HOME, "leases": asked})
        wanted = {one.lease_id for one in leases}
        await self.recorder.until(
            lambda: wanted <= {fact.lease_id for fact in self.recorder.all(SeatExtended)}, "that they are held longer"
        )

    async def thinks_again(self, vacancy: str) -> None:
        """A seat was to be given back: it is taken back in time, and nobody lost it. A slow machine tries again."""
        for more in reversed(range(TRIES)):
            seat = self._held(vacancy)[0]
            body = {**HOME, "fence": seat.fence, "why": ReleaseReason.CANDIDATE_WITHDREW.value}
            path = f"/v1/vacancies/{vacancy}/leases/{seat.lease_id}/release"
            held = await self.vacancies.post(path, {**body, "not_before": (self.now() + HELD_FOR).isoformat()})
            try:
                await self.vacancies.post(f"/v1/held/{held['held_id']}/take-back", HOME)
                break
            except MissingFactError:
                if not more:
                    raise
                await self.recorder.until(lambda one=seat: one not in self._held(vacancy), "that it was given back")  # type: ignore[misc]
        await self.recorder.until(lambda: bool(self.recorder.all(VacancyRequestTakenBack)), "that it was taken back")

    async def mistakes(self, vacancy: str) -> None:
        """Somebody in line was offered by mistake: nothing is said of them, and by hand they are offered again."""
        await self.recorder.until(lambda: bool(self._in_line(vacancy)), "that somebody of San Carlos is next in line")
        offer_id, ref = self._in_line(vacancy)[0]
        before = len(self._offered(vacancy))
        why = OfferWithdrawnReason.OFFERED_BY_MISTAKE
        path = f"/v1/vacancies/{vacancy}/offers/{offer_id}/withdraw"
        await self.matching.post(path, {**HOME, "candidate_refs": [ref], "why": why.value})
        await self.recorder.until(
            lambda: bool(self.recorder.all(OfferWithdrawn, lambda fact: fact.why is why)), "that an offer was a mistake"
        )
        await self.matching.post(f"/v1/vacancies/{vacancy}/candidates", {**HOME, "candidate_refs": [ref]})
        await self.recorder.until(
            lambda: ref in {one for _, one in self._offered(vacancy)[before:]}, "an offer by hand"
        )

    async def notes_insurance(self, vacancy: str) -> None:
        """Two of Ñiquén who would be offered are paid by the seguro de cesantía: an officer must ask them first."""
        near = await self.matching.get(f"/v1/seekers?commune={NIQUEN}&occupation=9&state=free&limit=200", NIQUEN)
        cards = await self.matching.get(f"/v1/vacancies/{vacancy}/cards?commune={NIQUEN}&limit=200", NIQUEN)
        fits = {card["candidate_ref"] for card in cards["candidates"]}
        refs = sorted(one["candidate_ref"] for one in near if one["candidate_ref"] in fits)[:2]
        for ref in refs:
            noted = {"commune": NIQUEN, "beneficiary": True, "last_pay": 560_000}
            await self.matching.ask("PUT", f"/v1/seekers/{ref}/insurance", NIQUEN, noted)

    async def answers_one_now(self, vacancy: str) -> None:
        """Of those two the officer has reached one, who wants it; about the other she answers later."""

        def opened() -> list[ProposalOpened]:
            return self.recorder.all(ProposalOpened, lambda fact: fact.vacancy_id == vacancy and fact.commune == NIQUEN)

        await self.recorder.until(lambda: bool(opened()), "what an officer of Ñiquén must confirm")
        proposal_id = opened()[0].proposal_id
        one = await self.matching.get(f"/v1/proposals/{proposal_id}", NIQUEN)
        now, *later = [candidate["candidate_ref"] for candidate in one["candidates"]]
        body = {"commune": NIQUEN, "officer": OFFICER, "candidate_refs": [now], "later_refs": later}
        await self.matching.post(f"/v1/proposals/{proposal_id}/confirm", body)
        await self.recorder.until(lambda: bool(self.recorder.all(ProposalAnswered)), "the answer of an officer")

    def _offered(self, vacancy: str) -> list[tuple[str, str]]:
        """Each offer of San Carlos with each of its people, in the order in which they were offered."""
        made = self.recorder.all(OfferMade, lambda fact: fact.vacancy_id == vacancy and fact.commune == SAN_CARLOS)
        return [(fact.offer_id, one.candidate_ref) for fact in made for one in fact.candidates]

    def _in_line(self, vacancy: str) -> list[tuple[str, str]]:
        """Those of San Carlos who stand in line: offered, not taken back, and without a seat of any vacancy."""
        out = {fact.candidate_ref for fact in self.recorder.all(SeatLeased)}
        out |= {ref for fact in self.recorder.all(OfferWithdrawn) for ref in fact.candidate_refs}
        return [(offer_id, ref) for offer_id, ref in self._offered(vacancy) if ref not in out]

    def _held(self, vacancy: str) -> list[SeatLeased]:
        gone = {fact.lease_id for fact in self.recorder.all(SeatReleased)}
        return self.recorder.all(SeatLeased, lambda fact: fact.vacancy_id == vacancy and fact.lease_id not in gone)

"""Who asks what: requests as valid as an office makes them, now and then too late or about what is gone."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deploy.chaos.asking import HttpAsked
from services.matching.requests import SeekerRegister
from shared.contracts.envelope import Request
from shared.contracts.intake import (
    CandidateRefer,
    FairSchedule,
    OfferDecline,
    OfferMake,
    PlacementDeclare,
    PlacementUndo,
    ProposalConfirm,
    SeatExtend,
    SeatRelease,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyPost,
    VacancyWithdraw,
)
from shared.contracts.matching import ProposedCandidate
from shared.contracts.reasons import CloseReason, DeclineReason, ReleaseReason, UndoReason
from shared.contracts.vacancies import Profile

TITLES = ("Cosechero/a de frambuesas", "Temporera de packing", "Jornal agrícola", "Operario/a de poda")
REMEMBERED = 60
"""So many of the vacancies posted last are asked about: the older ones come to rest."""


@dataclass
class Offices:
    """The communes of one run: `external` answers by its own systems, in `confirming` officers confirm offers."""

    cuts: tuple[str, ...]
    external: str
    confirming: str
    vacancies: list[tuple[str, str]] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    @property
    def hosted(self) -> tuple[str, ...]:
        return tuple(cut for cut in self.cuts if cut != self.external)

    def posted(self, vacancy_id: str, commune: str) -> None:
        """Somebody may ask about it now."""
        self.vacancies = [*self.vacancies[-REMEMBERED:], (vacancy_id, commune)]

    def vacancy(self, chance: random.Random) -> tuple[str, str] | None:
        """(its id, its commune) of one that was posted."""
        return chance.choice(self.vacancies) if self.vacancies else None

    def contested(self, chance: random.Random, n: int) -> VacancyPost:
        """A vacancy for whose seats officers race."""
        profile = Profile(title=f"Packing de cerezas {n + 1}", employer=f"Frutícola {n + 1}")
        return VacancyPost(commune=chance.choice(self.hosted), seats=4, profile=profile, distinct=True)

    def registration(self, chance: random.Random, key: str) -> HttpAsked:
        """A person registers, by HTTP alone: identities do not travel."""
        cut = chance.choice(self.hosted)
        body = {
            "commune": cut,
            "profile": {"education": "secondary", "max_minutes": chance.choice((30, 90, 240))},
            "identity": {"name": f"Persona Inventada {key}"},
        }
        return HttpAsked(key, SeekerRegister.WIRE, cut, "matching", path="/v1/seekers", body=body)

    def request(self, chance: random.Random, now: datetime) -> Request | None:
        """A request about vacancies, calls or fairs."""
        what = chance.choices(("post", "amend", "withdraw", "call", "offer", "fair"), (10, 5, 1, 4, 6, 1))[0]
        if what == "post":
            return self._post(chance)
        if what == "fair":
            starts = now.replace(microsecond=0) + timedelta(hours=chance.randint(30, 400))
            ends = starts + timedelta(hours=5)
            return FairSchedule(
                commune=chance.choice(self.cuts), title="Feria", place="Plaza", starts_at=starts, ends_at=ends
            )
        if what == "offer":
            return self._offer(chance)
        return self._about_vacancy(chance, what)

    def _post(self, chance: random.Random) -> VacancyPost:
        profile = Profile(title=chance.choice(TITLES), employer=f"Agrícola {chance.randint(1, 40)}")
        seats, distinct = chance.randint(1, 4), chance.random() < 0.8
        return VacancyPost(commune=chance.choice(self.cuts), seats=seats, profile=profile, distinct=distinct)

    def _about_vacancy(self, chance: random.Random, what: str) -> Request | None:
        found = self.vacancy(chance)
        if found is None:
            return None
        about = {"vacancy_id": found[0], "commune": found[1]}
        if what == "amend":
            return VacancyAmend(**about, seats=chance.randint(1, 6))
        if what == "withdraw":
            return VacancyWithdraw(**about, why=CloseReason.WITHDRAWN_BY_EMPLOYER)
        self.called = [*self.called[-REMEMBERED:], found[0]]
        return VacancyDeclareUnfilled(**about)

    def _offer(self, chance: random.Random) -> Request | None:
        """The commune with systems of its own answers a call: people whom only it knows, or nobody."""
        if not self.called:
            return None
        about = {"commune": self.external, "vacancy_id": chance.choice(self.called)}
        if chance.random() < 0.2:
            return OfferDecline(**about, reasons=(DeclineReason.NO_PROFILE,))
        people = chance.sample(range(60), 3)
        offered = tuple(ProposedCandidate(candidate_ref=f"outside-{n}", score=500 + n) for n in people)
        return OfferMake(**about, candidates=offered)

    def about_seat(self, chance: random.Random, vacancy: Any) -> Request:
        """What an office does with one of the seats of a vacancy, as it read it."""
        lease = chance.choice(vacancy["leases"])
        about = {
            "commune": vacancy["commune"],
            "vacancy_id": vacancy["vacancy_id"],
            "lease_id": lease["lease_id"],
            "fence": lease["fence"],
        }
        what = chance.choices(("place", "release", "refer", "extend", "undo"), (5, 3, 2, 1, 1))[0]
        if what == "place":
            return PlacementDeclare(**about)
        if what == "release":
            return SeatRelease(**about, why=ReleaseReason.CANDIDATE_UNAVAILABLE)
        if what == "refer":
            return CandidateRefer(**about)
        if what == "extend":
            return SeatExtend(**about)
        return PlacementUndo(**about, why=UndoReason.DID_NOT_START)

    def confirmation(self, chance: random.Random, proposals: list[Any]) -> ProposalConfirm:
        """An officer offers some of those who are proposed."""
        one = chance.choice(proposals)
        people = [each["candidate_ref"] for each in one["candidates"]]
        chosen = tuple(people[: chance.randint(1, max(1, len(people)))])
        return ProposalConfirm(
            commune=self.confirming, proposal_id=one["proposal_id"], candidate_refs=chosen, officer="omil-1"
        )

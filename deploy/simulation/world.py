"""What happens to the Mesa from outside in one history: communes, people, employers, officers, and nonsense."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from deploy.simulation import agenda, agreements, fairs, foundings, held, officers, plans, questions, seats
from deploy.simulation.state import WorldState
from services.matching.model.seeker import Seeker
from services.matching.requests import (
    SeekerAmend,
    SeekerConfirm,
    SeekerDeactivate,
    SeekerDeregister,
    SeekerProfileFields,
    SeekerProfilePatch,
    SeekerRegister,
    SeekerStepBack,
)
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from shared.contracts.communes import CommuneJoined, CommuneLeft, Mode, Offers, Travel, Windows
from shared.contracts.envelope import Fact, Request
from shared.contracts.intake import (
    FairSchedule,
    OfferDecline,
    OfferMake,
    OfferWithdraw,
    VacancyAcknowledge,
    VacancyAmend,
    VacancyDeclareUnfilled,
    VacancyPart,
    VacancyPost,
    VacancyWithdraw,
)
from shared.contracts.matching import ProposedCandidate
from shared.contracts.reasons import CloseReason, DeclineReason
from shared.contracts.vacancies import Occupation, Profile
from shared.contracts.vocabulary import Licence, Urgency
from shared.territory import commune, travel_from

CUTS = ("16301", "16302", "16303", "16304", "16305", "16101")
CODES = ("9211", "9212", "5131")


class World(WorldState):
    """Chooses what somebody outside does next."""

    def opening(self) -> list[Fact]:
        """Three to five communes join; one of them may answer by its own systems."""
        cuts = self.chance.sample(CUTS, self.chance.randint(3, 5))
        self.external = self.chance.choice(cuts) if self.chance.random() < 0.3 else ""
        self.confirming = {cut for cut in CUTS if self.chance.random() < 0.3}
        return [self._joins(cut) for cut in cuts]

    def next(self, now: datetime) -> Fact | Request | None:
        """The next thing that somebody does; None if what chance chose is not possible now."""
        doing = self.chance.choices([each for each, _ in DOINGS], [weight for _, weight in DOINGS])[0]
        return held.now_or_held(self, doing(self, now), now)

    def _joins(self, cut: str) -> CommuneJoined:
        self.members.add(cut)
        ways = tuple(Travel(to=w.to, km=w.km, minutes=w.minutes) for w in travel_from(cut) if w.to in CUTS)
        hours = self.chance.choice((0.5, 4.0, 16.0))
        return CommuneJoined(
            commune=cut,
            name=commune(cut).name,
            population=commune(cut).population,
            mode=Mode.EXTERNAL if cut == self.external else Mode.HOSTED,
            offers=Offers.CONFIRMED if cut in self.confirming else Offers.AUTOMATIC,
            windows=Windows(local_hours=hours, answer_hours=hours, lease_hours=self.chance.choice((4.0, 40.0))),
            travel=ways,
        )

    def _cut(self) -> str:
        return self.chance.choice(sorted(self.members) or [CUTS[0]])

    def join(self, now: datetime) -> Fact | None:
        out = [cut for cut in CUTS if cut not in self.members]
        return self._joins(self.chance.choice(out)) if out else None

    def leave(self, now: datetime) -> Fact | None:
        if len(self.members) < 3:
            return None
        cut = self._cut()
        self.members.discard(cut)
        self.ever_left.add(cut)
        return CommuneLeft(commune=cut, name=commune(cut).name)

    def register(self, now: datetime) -> Request:
        self.people += 1
        code = Occupation(code=self.chance.choice(CODES))
        licences = self.chance.choice(((), (), (Licence.B,)))
        can = SeekerProfileFields(occupations=(code,), max_minutes=self.chance.choice((30, 90, 120)), licences=licences)
        return SeekerRegister(commune=self._cut(), candidate_ref=f"seeker-{self.people}", can=can)

    def come_back(self, now: datetime) -> Request | None:
        """Somebody who had left registers again, here or in another commune."""
        gone = sorted((s for s in self.look(Seeker) if s.profile and s.gone), key=lambda s: s.candidate_ref)
        if not gone:
            return None
        one = self.chance.choice(gone)
        can = SeekerProfileFields(
            occupations=(Occupation(code=self.chance.choice(CODES)),), licences=one.profile.licences
        )
        return SeekerRegister(commune=self._cut(), candidate_ref=one.candidate_ref, can=can)

    def post(self, now: datetime) -> Request:
        code = self.chance.choice((*CODES, None))
        profile = Profile(
            title=f"Vacante {code or 'sin código'}",
            employer=f"Agrícola {self.chance.randint(1, 9)}",
            work_commune=self.chance.choice((None, *CUTS)),
            occupation=Occupation(code=code) if code else None,
            residents_first=self.chance.random() < 0.3,
        )
        return VacancyPost(
            commune=self._cut(),
            seats=self.chance.randint(1, 6),
            profile=profile,
            urgency=self.chance.choice(tuple(Urgency)),
            valid_through=now + timedelta(days=self.chance.choice((1, 5, 30))),
        )

    def _vacancy(self) -> Vacancy | None:
        found = sorted((v for v in self.look(Vacancy) if v.stage not in OVER), key=lambda v: v.vacancy_id)
        return self.chance.choice(found) if found else None

    def amend(self, now: datetime) -> Request | None:
        vacancy = self._vacancy()
        if vacancy is None:
            return None
        changes: dict[str, Any] = {"seats": self.chance.randint(1, 8)}
        if self.chance.random() < 0.5:
            changes["licences"] = self.chance.choice(((), (Licence.B,), (Licence.B,)))
        return VacancyAmend(commune=vacancy.commune, vacancy_id=vacancy.vacancy_id, **changes)

    def withdraw(self, now: datetime) -> Request | None:
        vacancy = self._vacancy()
        if vacancy is None:
            return None
        why = CloseReason.WITHDRAWN_BY_EMPLOYER
        return VacancyWithdraw(commune=vacancy.commune, vacancy_id=vacancy.vacancy_id, why=why)

    def declare(self, now: datetime) -> Request | None:
        vacancy = self._vacancy()
        if vacancy is None:
            return None
        return VacancyDeclareUnfilled(commune=vacancy.commune, vacancy_id=vacancy.vacancy_id)

    def part(self, now: datetime) -> Request | None:
        found = sorted((v for v in self.look(Vacancy) if v.stage is Stage.LINKED), key=lambda v: v.vacancy_id)
        if not found:
            return None
        vacancy = self.chance.choice(found)
        return VacancyPart(commune=vacancy.commune, vacancy_id=vacancy.vacancy_id)

    def acknowledge(self, now: datetime) -> Request | None:
        """The commune with systems of its own acknowledges that its copy is up to date."""
        vacancy = self._vacancy()
        if vacancy is None or not self.external:
            return None
        return VacancyAcknowledge(commune=self.external, vacancy_id=vacancy.vacancy_id, revision=vacancy.revision)

    def fair(self, now: datetime) -> Request:
        starts = now + timedelta(hours=self.chance.randint(2, 400))
        return FairSchedule(
            commune=self._cut(), title="Feria", place="Plaza", starts_at=starts, ends_at=starts + timedelta(hours=5)
        )

    def _seeker(self) -> Seeker | None:
        found = sorted((s for s in self.look(Seeker) if s.profile), key=lambda s: s.candidate_ref)
        return self.chance.choice(found) if found else None

    def step_back(self, now: datetime) -> Request | None:
        seeker = self._seeker()
        if seeker is None or not seeker.queue_places:
            return None
        stand = self.chance.choice(seeker.queue_places)
        return SeekerStepBack(commune=seeker.commune, candidate_ref=seeker.candidate_ref, vacancy_id=stand.vacancy_id)

    def deregister(self, now: datetime) -> Request | None:
        return self._of_seeker(SeekerDeregister)

    def pause(self, now: datetime) -> Request | None:
        return self._of_seeker(SeekerDeactivate)

    def confirm(self, now: datetime) -> Request | None:
        return self._of_seeker(SeekerConfirm)

    def amend_profile(self, now: datetime) -> Request | None:
        """Another occupation, or a way that is longer or shorter; now and then what was seen is no longer so."""
        codes = (Occupation(code=self.chance.choice(CODES)),)
        changes = self.chance.choice(
            (SeekerProfilePatch(occupations=codes), SeekerProfilePatch(max_minutes=self.chance.choice((5, 90))))
        )
        return self._of_seeker(SeekerAmend, changes=changes, version=self.chance.choice((None, None, 1)))

    def _of_seeker(self, kind: Any, **more: Any) -> Request | None:
        seeker = self._seeker()
        if seeker is None:
            return None
        asked: Request = kind(commune=seeker.commune, candidate_ref=seeker.candidate_ref, **more)
        return asked

    def answer_outside(self, now: datetime) -> Request | None:
        """The commune with systems of its own offers people we know by pseudonym only, or declines."""
        vacancy = self._vacancy()
        if vacancy is None or not self.external:
            return None
        asked = {"commune": self.external, "vacancy_id": vacancy.vacancy_id}
        if self.chance.random() < 0.3:
            return OfferDecline(**asked, reasons=(DeclineReason.NO_PROFILE,))
        refs = self.chance.sample(range(8), 3)
        people = tuple(ProposedCandidate(candidate_ref=f"outside-{n}", score=self.chance.randint(1, 999)) for n in refs)
        return OfferMake(**asked, candidates=people)

    def withdraw_outside(self, now: datetime) -> Request | None:
        """The commune with systems of its own takes back one of its people, who may hold a seat by now."""
        theirs = [one for one in self.look(Seeker) if one.commune == self.external and one.queue_places]
        if not theirs:
            return None
        seeker = self.chance.choice(sorted(theirs, key=lambda one: one.candidate_ref))
        place = self.chance.choice(seeker.queue_places)
        return OfferWithdraw(
            commune=self.external,
            vacancy_id=place.vacancy_id,
            offer_id=place.offer_id,
            candidate_refs=(seeker.candidate_ref,),
        )


Doing = Callable[[World, datetime], Fact | Request | None]
DOINGS: Sequence[tuple[Doing, int]] = (
    (World.register, 10),
    (World.post, 6),
    (World.amend, 2),
    (World.withdraw, 1),
    (World.declare, 2),
    (seats.release, 3),
    (seats.place, 3),
    (seats.extend, 1),
    (seats.refer, 1),
    (seats.settle, 2),
    (seats.undo, 1),
    (seats.verify, 1),
    (seats.end, 2),
    (seats.correct, 1),
    (World.part, 1),
    (World.acknowledge, 1),
    (World.fair, 1),
    *agenda.DOINGS,
    *fairs.DOINGS,
    *agreements.DOINGS,
    *questions.DOINGS,
    *plans.DOINGS,
    *foundings.DOINGS,
    (World.step_back, 1),
    (World.deregister, 1),
    (World.come_back, 1),
    (World.pause, 1),
    (World.confirm, 1),
    (World.amend_profile, 2),
    (World.answer_outside, 3),
    (World.withdraw_outside, 1),
    (officers.answer_proposal, 5),
    (officers.offer_by_hand, 2),
    (officers.withdraw_by_mistake, 1),
    (held.leave_waiting, 14),
    (held.take_back, 4),
    (officers.record_consent, 6),
    (officers.revoke_consent, 2),
    (officers.ask_disclosure, 1),
    (officers.read_identity, 8),
    (officers.confirm_erased, 1),
    (officers.note_insurance, 3),
    (officers.record_refusal, 2),
    (World.join, 1),
    (World.leave, 1),
)

"""What the officers of a scripted history do on a working day with what waits for them."""

from datetime import timedelta
from typing import Any

from deploy.simulation.picking import every
from deploy.simulation.scripted import ScriptedHistory
from services.events.model import agreements, questions
from services.events.model.activities import Activity
from services.events.model.activities import State as Held
from services.events.model.agreements import Agreement
from services.events.model.dates import DateProposal
from services.events.model.dates import State as Agreed
from services.events.model.preparation import Task
from services.events.model.questions import Question
from services.vacancies.model.placements import Placement, PlacementState
from services.vacancies.model.vacancy import LeaseState, Vacancy
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.agenda import ActivityKind

VISITORS = 40
"""So many tickets are shown at each fair."""
A_MONTH = timedelta(days=30)


class OfficeDays(ScriptedHistory):
    """One round of all offices. `interviewed`: what was noted at fairs."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.interviewed: set[tuple[str, str]] = set()

    def round(self) -> None:
        """Everything that waits is done once, in the order in which officers would."""
        self._vote()
        self._hold()
        self._help()
        self._keep()
        self._place()

    def _all(self, kind: type[Any]) -> list[Any]:
        return every(self.world, kind)

    def _vote(self) -> None:
        """Every date suits the host; the others come to the first and, if need be, to the rest."""
        for one in self._all(DateProposal):
            for cut in one.silent if one.state is Agreed.OPEN else ():
                rest = tuple(range(2, len(one.options) + 1))
                self.asks(intake.DateVote(commune=cut, proposal_id=one.proposal_id, yes=(1,), if_needed=rest))

    def _hold(self) -> None:
        """What has ended is concluded; a visit by its report. Fairs first hand in what their door noted."""
        for a in self._all(Activity):
            if a.state is not Held.ENDED:
                continue
            about = {"commune": a.commune, "activity_id": a.activity_id}
            if a.kind is ActivityKind.VISIT:
                report = {"purpose": a.title, "looked_at": "Cómo se inscribe y se atiende", "learned": "Lo que cuesta"}
                owed = (self._owed(a.party[-1], "Compartir el formulario que usa"),)
                self.asks(intake.VisitReport(**about, **report, owed=owed))
                continue
            if a.kind is ActivityKind.FAIR:
                self._hand_in(a)
            if a.kind is ActivityKind.MEETING:
                who = self.chance.choice(a.party)
                due_on = (self.now + timedelta(days=self.chance.choice((3, 20)))).astimezone(SANTIAGO).date()
                self.asks(intake.AgreementMake(**about, what="Enviar lo acordado", owner=who, due_on=due_on))
            employers = None if a.kind is ActivityKind.MEETING else 6
            self.asks(intake.ActivityConclude(**about, attended=a.party, employers=employers))

    def _owed(self, cut: str, what: str) -> intake.Owed:
        return intake.Owed(what=what, owner=cut, due_on=(self.now + timedelta(days=14)).astimezone(SANTIAGO).date())

    def _hand_in(self, fair: Activity) -> None:
        """Forty tickets came in, and who holds a seat of an employer that is there was interviewed."""
        at = fair.starts_at + timedelta(minutes=10)
        homes = [fair.party[n % len(fair.party)] for n in range(VISITORS)]
        notes = [
            intake.CheckIn(entry_id=f"v{n}", kind=intake.CheckInKind.VISIT, at=at, ticket=f"T{n:02}", commune=cut)
            for n, cut in enumerate(homes)
        ]
        held = [(v.vacancy_id, x) for v in self._all(Vacancy) for x in v.leases if x.state is LeaseState.HELD]
        for n, (vacancy_id, x) in enumerate(held[:VISITORS]):
            self.interviewed.add((vacancy_id, x.candidate_ref))
            notes.append(
                intake.CheckIn(
                    entry_id=f"i{n}",
                    kind=intake.CheckInKind.INTERVIEW,
                    at=at + timedelta(hours=1),
                    ticket=f"T{n:02}",
                    commune=homes[n],
                    vacancy_id=vacancy_id,
                    candidate_ref=x.candidate_ref,
                )
            )
        about = {"commune": fair.commune, "activity_id": fair.activity_id}
        for _ in range(2):  # the line broke while it was sent, and the device sends it again
            self.asks(intake.FairCheckIn(**about, device="puerta-1", entries=tuple(notes)))

    def _help(self) -> None:
        """Whose turn it is answers, now and then not; whoever asked says whether it helped."""
        for q in self._all(Question):
            if q.state is questions.State.ANSWERED:
                about = {"commune": q.commune, "help_id": q.help_id}
                if q.answers == 1 and self.chance.random() < 0.15:
                    self.asks(intake.HelpReopen(**about, why="Falta el formulario", elsewhere=True))
                else:
                    self.asks(intake.HelpAccept(**about))
            elif q.state in questions.WAITING and self.chance.random() < 0.8:
                cut = q.office or next(c for c in sorted(self.world.members) if c != q.commune)
                self.asks(intake.HelpAnswer(commune=cut, help_id=q.help_id, answer="Así se hace aquí"))

    def _keep(self) -> None:
        """What is due within two days is done; an agreement that was made at short notice is done late."""
        soon = (self.now + timedelta(days=2)).astimezone(SANTIAGO).date()
        for one in self._all(Agreement):
            short = one.due_on <= soon and not one.told_late and "acordado" in one.what
            if one.state is agreements.State.OPEN and one.due_on <= soon and not (short and self._in_a_hurry(one)):
                self.asks(intake.AgreementKeep(commune=one.owner, agreement_id=one.agreement_id))
        for task in self._all(Task):
            if task.due_on <= soon and not task.done and not task.dropped:
                self.asks(intake.TaskFinish(commune=task.owner, activity_id=task.activity_id, task=task.number))

    def _in_a_hurry(self, one: Agreement) -> bool:
        """Whether the office of this agreement has other worries: one in three, always the same ones."""
        return int(one.agreement_id[-1], 36) % 3 == 0

    def _place(self) -> None:
        """Who holds a seat is sent to the employer and hired the day after; the contributions say so in a month."""
        for v in self._all(Vacancy):
            for x in v.leases:
                about = {"commune": v.commune, "vacancy_id": v.vacancy_id, "lease_id": x.lease_id, "fence": x.fence}
                # who can be seen at a fair is kept for it
                if x.state is LeaseState.HELD and not self._fair_soon():
                    self.asks(intake.CandidateRefer(**about))
                    self.asks(intake.PlacementDeclare(**about))
        for p in self._all(Placement):
            if p.state is PlacementState.DECLARED and p.declared_at + A_MONTH < self.now:
                self.asks(
                    intake.PlacementVerify(
                        commune=p.commune,
                        vacancy_id=p.vacancy_id,
                        placement_id=p.placement_id,
                        period=f"{self.now:%Y-%m}",
                        days=30,
                    )
                )

    def _fair_soon(self) -> bool:
        fairs = [a for a in self._all(Activity) if a.kind is ActivityKind.FAIR and a.state is not Held.CONCLUDED]
        return any(timedelta(days=-1) < fair.starts_at - self.now < timedelta(days=12) for fair in fairs)

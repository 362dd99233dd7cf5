"""A year of the Mesa Territorial on the driven clock, as the practice tells it: two meetings were planned and they met
every month, an encuentro in Ñiquén, three fairs, forty questions; and at its end the books balance.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from deploy.simulation.history import BrokenError, run_quietly
from deploy.simulation.office_days import OfficeDays
from services.events.model import agreements, questions
from services.events.model.activities import Activity, State
from services.events.model.agreements import Agreement
from services.events.model.questions import Question
from services.matching.requests import SeekerProfileFields, SeekerRegister
from services.vacancies.model.placements import Placement, PlacementState
from shared.calendar import SANTIAGO, is_working_day
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    AgreementLate,
    FairCounted,
    FairInterviewed,
    FairListed,
    HelpRequested,
    Process,
)
from shared.contracts.communes import OmilType, Windows
from shared.contracts.vacancies import Occupation, PlacementDeclared, Profile
from shared.territory import name_of

SAN_CARLOS, NIQUEN, SAN_FABIAN = "16301", "16303", "16304"
ALL = (SAN_CARLOS, NIQUEN, SAN_FABIAN)
ENDS = date(2026, 12, 31)
COUNTED_AGAIN = date(2027, 6, 30)
"""By then the effect of the last fair has been read from the contributions."""
FAIRS = ((date(2026, 6, 11), NIQUEN), (date(2026, 9, 10), SAN_CARLOS), (date(2026, 11, 12), SAN_FABIAN))
ASKED = ((1, 17), (4, 12), (7, 7), (10, 4))
"""From the first month of a quarter, how many questions: the new offices learn."""
QUESTIONS = sum(number for _, number in ASKED)
BEFORE_A_FAIR = timedelta(days=14)
"""So long before a fair each office speaks with people about it, and many of them register."""
CODES = ("9211", "5131", "9333")


class YearOfTheMesa(OfficeDays):
    """`live` plays it; afterwards `summary` says what was done. One seed, one year."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._planned: dict[date, list[Callable[[], Any]]] = {}

    async def live(self, each_day: Callable[[date], None] = lambda day: None) -> None:
        """Play the year, and half of the next one in which the fairs are counted again. Raises BrokenError."""
        windows = Windows(local_hours=8.0, answer_hours=8.0, lease_hours=80.0)
        for cut, omil_type in ((SAN_CARLOS, OmilType.I), (NIQUEN, OmilType.IV), (SAN_FABIAN, OmilType.III)):
            self.joins(cut, omil_type=omil_type, windows=windows)
        await self.until(self.now)
        self._plan()
        day = self.now.date()
        while day <= COUNTED_AGAIN:
            if is_working_day(day, SAN_CARLOS):
                await self.until(datetime.combine(day, time(9, 30), SANTIAGO))
                for doing in self._planned.pop(day, ()):
                    doing()
                if day <= ENDS or day.weekday() == 0:
                    self.round()
                await self._register(day)
            each_day(day)
            day += timedelta(days=1)
        await self.until(datetime.combine(day, time(), SANTIAGO))
        self._check([*self.unbalanced()])

    def _broken(self, what: str) -> BrokenError:
        return BrokenError(f"the year of the Mesa, seed {self.seed}, on {self.now:%Y-%m-%d}: {what}")

    # -- what is planned -------------------------------------------------------

    def _plan(self) -> None:
        """Every date of the year that somebody chose; what follows from them comes by itself."""
        self._on(date(2026, 1, 13), partial(self._meeting, date(2026, 1, 22), SAN_CARLOS))
        self._on(date(2026, 1, 13), partial(self._meeting, date(2026, 7, 23), SAN_CARLOS))
        # after the first one they want to meet every month; in July they meet anyway
        self._on(date(2026, 1, 26), partial(self._meeting, date(2026, 2, 26), NIQUEN, monthly=True, skip_months=(7,)))
        for day, host, guest in ((2, SAN_CARLOS, SAN_FABIAN), (9, SAN_CARLOS, NIQUEN), (16, SAN_FABIAN, SAN_CARLOS)):
            self._on(date(2026, 2, day), partial(self._visit, date(2026, 2, day + 2), host, guest))
        self._on(date(2026, 3, 16), self._encuentro)
        for held, host in FAIRS:
            self._on(held - timedelta(days=50), partial(self._fair, held, host))
            self._on(held - timedelta(days=36), partial(self._prepare, host))
            self._on(held - BEFORE_A_FAIR, partial(self._more_than_there_are, host))
        self._on(date(2026, 8, 20), self._move_the_fair_of_september)
        self._ask_forty()
        for month in range(2, 13):
            self._on(date(2026, month, 5), partial(self._post, ALL[month % 3], 3, 20))

    def _on(self, day: date, doing: Callable[[], Any]) -> None:
        """On a day; if the offices are closed, on the next one that they are open."""
        while not is_working_day(day, SAN_CARLOS):
            day += timedelta(days=1)
        self._planned.setdefault(day, []).append(doing)

    def _hours(self, day: date, starts: int = 10, ends: int = 12) -> dict[str, datetime]:
        return {
            "starts_at": datetime.combine(day, time(starts), SANTIAGO),
            "ends_at": datetime.combine(day, time(ends), SANTIAGO),
        }

    def _meeting(self, day: date, host: str, **more: Any) -> None:
        about = {"commune": host, "title": "Reunión de la Mesa", "place": f"Municipalidad de {name_of(host)}"}
        self.asks(intake.MeetingSchedule(**about, **self._hours(day), invited=_others(host), **more))

    def _visit(self, day: date, guest: str, host: str) -> None:
        about = {"commune": guest, "title": f"Conocer la OMIL de {name_of(host)}", "place": f"OMIL de {name_of(host)}"}
        self.asks(intake.VisitSchedule(**about, **self._hours(day), invited=(host,)))

    def _encuentro(self) -> None:
        about = {"commune": NIQUEN, "title": "Encuentro Empresarial", "place": "Salón municipal de San Gregorio"}
        hours = self._hours(date(2026, 4, 23), 10, 13)
        self.asks(intake.EncuentroSchedule(**about, **hours, co_hosts=_others(NIQUEN), expected=40))

    def _fair(self, day: date, host: str) -> None:
        about = {"commune": host, "title": f"Feria Laboral de {name_of(host)}", "place": "Gimnasio municipal"}
        self.asks(intake.FairSchedule(**about, **self._hours(day, 10, 14), co_hosts=_others(host), expected=300))

    def _prepare(self, host: str) -> None:
        """Tasks counted back from the day, costs that are shared, and one office that calls each company."""
        fair = self._fair_of(host)
        tasks = tuple(
            intake.TaskAsked(what=what, owner=cut, days_before=days)
            for what, cut, days in zip(("Reservar el gimnasio", "Afiches", "Sillas"), ALL, (30, 14, 2), strict=True)
        )
        costs = tuple(intake.CostShare(commune=cut, pesos=100_000) for cut in ALL)
        about = {"commune": fair.commune, "activity_id": fair.activity_id}
        self.asks(intake.ActivityPrepare(**about, booths=10, tasks=tasks, total_pesos=300_000, costs=costs))
        for n, cut in enumerate(ALL):
            invited = {"commune": cut, "activity_id": fair.activity_id, "employer": f"Agrícola {n}"}
            self.asks(intake.EmployerInvite(**invited))
            self.asks(intake.EmployerAnswer(**invited, comes=True))

    def _more_than_there_are(self, host: str) -> None:
        """Before each fair an employer wants more people than the three communes have for it."""
        self._post(host, 20, 40)

    def _move_the_fair_of_september(self) -> None:
        fair = self._fair_of(FAIRS[1][1])
        hours = self._hours(FAIRS[1][0] + timedelta(days=1))
        about = {"commune": fair.commune, "activity_id": fair.activity_id}
        self.asks(intake.ActivityMove(**about, **hours, why="Hay otra feria en Chillán ese jueves"))

    def _ask_forty(self) -> None:
        """Three of four questions come from the two offices that begin, and fewer each quarter."""
        codes = (Process.BNE, Process.PP33, Process.RENDITIONS, Process.PP11)
        for first, number in ASKED:
            for n in range(number):
                cut, code = (SAN_FABIAN, NIQUEN, NIQUEN, SAN_CARLOS)[n % 4], codes[n % len(codes)]
                day = date(2026, first, 13) + timedelta(days=n * (70 // number))
                self._on(day, partial(self._question, cut, code, n))

    def _question(self, cut: str, code: Process, n: int) -> None:
        self.asks(intake.HelpAsk(commune=cut, code=code, question=f"¿Cómo se hace? ({n})"))

    def _post(self, cut: str, seats: int, days: int) -> None:
        code = CODES[ALL.index(cut)]
        profile = Profile(title=f"Trabajo {code}", employer=f"Agrícola {cut}", occupation=Occupation(code=code))
        valid = self.now + timedelta(days=days)
        self.asks(intake.VacancyPost(commune=cut, seats=seats, profile=profile, valid_through=valid, distinct=True))

    async def _register(self, day: date) -> None:
        """Somebody comes to a counter twice a week, and before a fair every day two who do what is wanted there."""
        fairs = [host for held, host in FAIRS if timedelta() < held - day <= BEFORE_A_FAIR]
        codes = [CODES[ALL.index(host)] for host in fairs] * 2
        for code in codes or ([CODES[day.day % 3]] if day.weekday() in (0, 2) and day <= ENDS else []):
            self.steps += 1
            self.world.people += 1
            n = self.world.people
            can = SeekerProfileFields(occupations=(Occupation(code=code),), max_minutes=90)
            await self._ask_by_http(SeekerRegister(commune=ALL[n % 3], candidate_ref=f"seeker-{n}", can=can))

    def _fair_of(self, host: str) -> Activity:
        found: Activity = next(a for a in self._all(Activity) if a.kind is ActivityKind.FAIR and a.commune == host)
        return found

    # -- what came of it -------------------------------------------------------

    def summary(self) -> dict[str, Any]:
        """What the year came to, in numbers."""
        agenda = self.said("agenda")
        held = Counter(str(a.kind) for a in self._all(Activity) if a.starts_at.year == ENDS.year)
        placements = self._all(Placement)
        credit = Counter[str]()
        for p in placements:
            credit.update(p.credit)
        return {
            "held": dict(sorted(held.items())),
            "questions": sum(isinstance(fact, HelpRequested) for fact in agenda),
            "agreements": len(self._all(Agreement)),
            "agreements_late": sum(isinstance(fact, AgreementLate) for fact in agenda),
            "listed_at_fairs": sum(isinstance(fact, FairListed) for fact in agenda),
            "placements": len(placements),
            "placed_for_neighbours": sum(p.commune != p.finder for p in placements),
            "verified": sum(p.state is PlacementState.VERIFIED for p in placements),
            "credit_thousandths": {name_of(cut): shares for cut, shares in sorted(credit.items())},
            "fairs": [
                {"fair": fact.title, "months": fact.months, **fact.mesa.model_dump()}
                for fact in agenda
                if isinstance(fact, FairCounted)
            ],
        }

    def unbalanced(self) -> Iterator[str]:
        """What the books of the four services do not say alike at the end of the year."""
        yield from self._of_what_was_held()
        yield from self._of_questions_and_agreements()
        yield from self._of_fairs_and_credit()

    def _of_what_was_held(self) -> Iterator[str]:
        for a in self._all(Activity):
            if a.state is not State.CONCLUDED and a.starts_at < self.now:
                yield f"{a.title} of {a.starts_at:%Y-%m-%d} is {a.state}"
        meetings = [a for a in self._all(Activity) if a.kind is ActivityKind.MEETING and a.starts_at.year == 2026]
        months = {a.starts_at.month for a in meetings}
        if len(meetings) != len(months) or months != set(range(1, 13)):
            yield f"they met in {sorted(months)}, {len(meetings)} times"
        received = Counter(a.commune for a in meetings)
        if max(received.values()) - min(received[cut] for cut in ALL) > 2:
            yield f"who received the meetings: {received}"

    def _of_questions_and_agreements(self) -> Iterator[str]:
        asked = self._all(Question)
        if len(asked) != QUESTIONS:
            yield f"{len(asked)} questions of {QUESTIONS} are known"
        yield from (f"question {q.help_id} is {q.state}" for q in asked if q.state not in questions.SETTLED)
        for one in self._all(Agreement):
            if one.state is agreements.State.OPEN and not one.told_late:
                yield f"agreement {one.agreement_id} is open, and nobody was told"

    def _of_fairs_and_credit(self) -> Iterator[str]:
        agenda = self.said("agenda")
        told = [(f.vacancy_id, f.candidate_ref) for f in agenda if isinstance(f, FairInterviewed)]
        if sorted(told) != sorted(self.interviewed):
            yield f"{len(self.interviewed)} were interviewed at fairs, {len(told)} were told"
        counted = Counter(f.months for f in agenda if isinstance(f, FairCounted))
        if counted != {0: len(FAIRS), 6: len(FAIRS)}:
            yield f"fairs were counted after months {dict(counted)}"
        declared = [f for f in self.said("vacancies") if isinstance(f, PlacementDeclared)]
        given = Counter[str]()
        for fact in declared:
            given.update(fact.credit)
        kept = Counter[str]()
        for p in self._all(Placement):
            kept.update(p.credit)
        if given != kept or sum(kept.values()) != 1000 * len(declared):
            yield f"{len(declared)} placements were told with the credit {dict(given)}, and {dict(kept)} is kept"
        met = [f for f in declared if (f.vacancy_id, f.candidate_ref) in self.interviewed]
        hosts = {f.vacancy_id: f.commune for f in agenda if isinstance(f, FairInterviewed)}
        for fact in met:
            if not fact.credit.get(hosts[fact.vacancy_id]):
                yield f"the host of the fair has no part in {fact.placement_id}"


def _others(host: str) -> tuple[str, ...]:
    return tuple(cut for cut in ALL if cut != host)


def live(seed: int = 1, each_day: Callable[[date], None] = lambda day: None) -> YearOfTheMesa:
    """Play the year of a seed. Raises BrokenError: a promise was broken, or the books do not balance."""
    year = YearOfTheMesa(seed)
    run_quietly(year.live(each_day))
    return year

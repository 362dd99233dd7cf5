"""Vacancies, communes and offers for the examples: the core with a memory, as the shell drives it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from services.vacancies.handlers import HANDLERS
from services.vacancies.model.vacancy import Vacancy
from shared.contracts.communes import CommuneJoined, Travel
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import VacancyDeclareUnfilled, VacancyPost
from shared.contracts.matching import Candidate, OfferDeclined, OfferMade
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Urgency
from shared.messaging.decisions import LoadedAggregates, Rejected, TimerFired

MONDAY = datetime(2026, 1, 12, 12, tzinfo=UTC)
"""Monday 12 January 2026, 09:00 in Santiago."""

SAN_CARLOS, NIQUEN, SAN_FABIAN, CURICO = "16301", "16303", "16304", "07301"
WAYS = {NIQUEN: (20.5, 39), SAN_FABIAN: (39.3, 66), CURICO: (140.0, 209)}


def joined(commune: str, population: int = 0) -> CommuneJoined:
    """A commune at the table; San Carlos knows the way to the others, the first two are near."""
    ways = WAYS if commune == SAN_CARLOS else {}
    travel = tuple(Travel(to=to, km=km, minutes=minutes) for to, (km, minutes) in ways.items())
    return CommuneJoined(commune=commune, name=commune, travel=travel, population=population)


def post(seats: int = 2, urgency: Urgency = Urgency.NORMAL, residents_first: bool = False) -> VacancyPost:
    profile = Profile(title="Cosechero/a", employer="Agrícola Los Robles", residents_first=residents_first)
    return VacancyPost(commune=SAN_CARLOS, seats=seats, profile=profile, urgency=urgency, distinct=True)


def people(*refs: str, score: int = 500) -> tuple[Candidate, ...]:
    return tuple(Candidate(candidate_ref=ref, score=score, minutes=10) for ref in refs)


@dataclass
class VacanciesInMemory:
    """`handles` decides and applies; what was said is in `said`. `now` moves by hand."""

    aggregates: LoadedAggregates = field(default_factory=LoadedAggregates)
    now: datetime = MONDAY
    said: list[Fact] = field(default_factory=list)
    n: int = 0

    def handles(self, data: Any, identity: str = "") -> dict[str, str]:
        self.n += 1
        one = identity or f"m{self.n}"
        envelope = Envelope(one, "/test", data.WIRE, self.now, data.subject, one, None, None, data)
        outcome = HANDLERS[type(data)](self.aggregates, envelope, self.now)
        self.aggregates.apply(outcome.changed)
        self.said += outcome.facts
        return dict(outcome.result)

    def rejects(self, data: Any) -> str:
        """The code of the first fault; fails if it is granted."""
        return self.faults(data)[0]

    def faults(self, data: Any) -> list[str]:
        """The codes of all faults; fails if it is granted."""
        try:
            self.handles(data)
        except Rejected as no:
            return [fault.code for fault in no.faults]
        raise AssertionError("the request was granted")

    def table(self, *communes: str) -> "VacanciesInMemory":
        for commune in communes:
            self.handles(joined(commune))
        return self

    def lease(self, vacancy: str, n: int = 0) -> dict[str, Any]:
        """What a request about the n-th lease of a vacancy names."""
        lease = self.vacancy(vacancy).leases[n]
        return {"commune": SAN_CARLOS, "vacancy_id": vacancy, "lease_id": lease.lease_id, "fence": lease.fence}

    def called(self, **how: Any) -> str:
        """A vacancy of San Carlos whose neighbours are being asked."""
        vacancy = self.posts(**how)
        self.handles(VacancyDeclareUnfilled(commune=SAN_CARLOS, vacancy_id=vacancy))
        return vacancy

    def posts(self, **how: Any) -> str:
        return self.handles(post(**how))["vacancy_id"]

    def offers(self, vacancy: str, commune: str, *refs: str, score: int = 500, complete: bool = False) -> None:
        self.n += 1
        tier = 0 if commune == SAN_CARLOS else 1
        self.handles(
            OfferMade(
                offer_id=f"offer-{self.n}",
                vacancy_id=vacancy,
                commune=commune,
                tier=tier,
                candidates=people(*refs, score=score),
                complete=complete,
            )
        )

    def declines(self, vacancy: str, commune: str) -> None:
        self.n += 1
        self.handles(
            OfferDeclined(
                offer_id=f"offer-{self.n}",
                vacancy_id=vacancy,
                commune=commune,
                tier=0,
                reasons=(DeclineReason.NO_PROFILE,),
            )
        )

    def later(self, **delta: float) -> None:
        """The clock moves on and speaks to everything that is due by then."""
        self.now += timedelta(**delta)
        while due := [v for v in self.aggregates.all(Vacancy) if v.due_at and v.due_at <= self.now]:
            for vacancy in due:
                self.handles(TimerFired(Vacancy.__name__, vacancy.vacancy_id, vacancy.due_at or self.now))

    def vacancy(self, vacancy_id: str) -> Vacancy:
        found = self.aggregates.get(Vacancy, vacancy_id)
        assert found is not None
        return found

    def all(self, kind: type) -> list[Any]:
        return [fact for fact in self.said if isinstance(fact, kind)]

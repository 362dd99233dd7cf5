"""Named examples: communes of the Punilla, a harvest, its seekers; and a table that remembers what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.matching.handlers import HANDLERS
from services.matching.model.seeker import Seeker, SeekerProfile
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.communes import CommuneJoined, Mode, Offers, Travel
from shared.contracts.envelope import Envelope, Fact, Request, derived_id
from shared.contracts.reasons import CloseReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import (
    Occupation,
    Profile,
    SeatLeased,
    SeatReleased,
    VacancyClosed,
    VacancyPosted,
    VacancyUnfilled,
)
from shared.contracts.vocabulary import Education, Shift
from shared.messaging.decisions import LoadedAggregates, TimerFired

SAN_CARLOS, COIHUECO, NIQUEN, SAN_FABIAN = "16301", "16302", "16303", "16304"
MINUTES = {SAN_CARLOS: 0, NIQUEN: 35, SAN_FABIAN: 55, COIHUECO: 45}
NOW = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)
F = TypeVar("F")

HARVEST = Profile(title="Cosecheros de arándanos", employer="Agrícola del Ñuble", occupation=Occupation(code="9211"))
PICKER = SeekerProfile(occupations=("9211",), education=Education.PRIMARY, experience_years=2)
NURSE = SeekerProfile(occupations=("2221",), education=Education.HIGHER, experience_years=5)
NO_NIGHTS = SeekerProfile(occupations=("9211",), education=Education.PRIMARY, cannot=(Shift.NIGHTS,))


def seeker(ref: str, commune: str = SAN_CARLOS, can: SeekerProfile | None = PICKER, days: int = 0) -> Seeker:
    """`days`: how long before now they were registered."""
    return Seeker(ref, commune, can, NOW - timedelta(days=days))


def seekers(count: int, commune: str = SAN_CARLOS, can: SeekerProfile = PICKER) -> list[Seeker]:
    return [seeker(f"{commune}-{n:03}", commune, can, days=count - n) for n in range(count)]


def joined(commune: str, mode: Mode = Mode.HOSTED, offers: Offers = Offers.AUTOMATIC) -> CommuneJoined:
    ways = tuple(
        Travel(to=to, km=10, minutes=abs(MINUTES[commune] - minutes) or 30)
        for to, minutes in MINUTES.items()
        if to != commune
    )
    return CommuneJoined(commune=commune, name=f"Comuna {commune}", mode=mode, offers=offers, travel=ways)


def posted(vacancy_id: str = "v1", seats: int = 2, profile: Profile = HARVEST) -> VacancyPosted:
    return VacancyPosted(
        vacancy_id=vacancy_id,
        commune=SAN_CARLOS,
        seats=seats,
        profile=profile,
        local_until=NOW + timedelta(hours=16),
        valid_through=NOW + timedelta(days=30),
    )


def unfilled(*invited: str, vacancy_id: str = "v1", left: int = 2, tier: int = 1) -> VacancyUnfilled:
    return VacancyUnfilled(
        vacancy_id=vacancy_id,
        commune=SAN_CARLOS,
        tier=tier,
        invited=invited,
        exhausted=not invited,
        seats_left=left,
        reason=UnfilledReason.WINDOW_OVER,
        profile=HARVEST,
        valid_through=NOW + timedelta(days=30),
    )


def leased(ref: str, vacancy_id: str = "v1", fence: int = 1, commune: str = SAN_CARLOS, offer: str = "o") -> SeatLeased:
    return SeatLeased(
        vacancy_id=vacancy_id,
        commune=SAN_CARLOS,
        lease_id=f"{vacancy_id}.{fence}",
        fence=fence,
        seat=1,
        candidate_ref=ref,
        candidate_commune=commune,
        title="Cosecheros",
        offer_id=offer,
        expires_at=NOW + timedelta(days=5),
    )


def released(
    ref: str, vacancy_id: str = "v1", fence: int = 1, why: ReleaseReason = ReleaseReason.SEATS_REDUCED
) -> SeatReleased:
    return SeatReleased(
        vacancy_id=vacancy_id,
        commune=SAN_CARLOS,
        lease_id=f"{vacancy_id}.{fence}",
        fence=fence,
        seat=1,
        candidate_ref=ref,
        candidate_commune=SAN_CARLOS,
        title="Cosecheros",
        why=why,
    )


def closed(vacancy_id: str = "v1") -> VacancyClosed:
    return VacancyClosed(
        vacancy_id=vacancy_id,
        commune=SAN_CARLOS,
        title="Cosecheros",
        why=CloseReason.WITHDRAWN_BY_EMPLOYER,
        seats=2,
        filled=0,
        by={},
    )


@dataclass
class Matching:
    """The core with a memory: `handles` decides and applies, as the shell does; `ticks` lets the clock speak."""

    aggregates: LoadedAggregates = field(default_factory=LoadedAggregates)
    n: int = 0
    result: dict[str, str] = field(default_factory=dict)
    """What the last request was told."""

    def handles(self, data: Fact | Request | TimerFired, at: datetime = NOW) -> tuple[Fact, ...]:
        self.n += 1
        return self.says(envelope(data, f"m{self.n}"), at)

    def says(self, envelope: Envelope[Any], at: datetime = NOW) -> tuple[Fact, ...]:
        outcome = HANDLERS[type(envelope.data)](self.aggregates, envelope, at)
        self.aggregates.apply(outcome.changed)
        self.result = dict(outcome.result)
        return outcome.facts

    def ticks(self) -> tuple[Fact, ...]:
        """Everything that is due, until nothing is."""
        facts: list[Fact] = []
        while due := [a for a in self._all() if a.due_at and a.due_at <= NOW + timedelta(days=1)]:
            for one in due:
                tick = TimerFired(type(one).__name__, one.key, one.due_at or NOW)
                facts += self.says(envelope(tick, derived_id(one.key, tick.kind, tick.due_at.isoformat())))
        return tuple(facts)

    def _all(self) -> list[VacancyCopy | Seeker]:
        return [*self.aggregates.all(VacancyCopy), *self.aggregates.all(Seeker)]

    def seeker(self, ref: str) -> Seeker:
        found = self.aggregates.get(Seeker, ref)
        assert found is not None
        return found

    def vacancy(self, vacancy_id: str = "v1") -> VacancyCopy:
        found = self.aggregates.get(VacancyCopy, vacancy_id)
        assert found is not None
        return found


def envelope(data: Any, identity: str) -> Envelope[Any]:
    return Envelope(identity, "/test", data.WIRE, NOW, data.subject, identity, None, None, data)


def table(*people: Seeker, communes: Iterable[str] = (SAN_CARLOS, NIQUEN, SAN_FABIAN)) -> Matching:
    """A Mesa with these communes, hosted, and these people."""
    matching = Matching(LoadedAggregates(people))
    for commune in communes:
        matching.handles(joined(commune))
    return matching


def of_kind(facts: Iterable[Fact], kind: type[F]) -> list[F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def refs(offer: Any) -> list[str]:
    return [candidate.candidate_ref for candidate in offer.candidates]

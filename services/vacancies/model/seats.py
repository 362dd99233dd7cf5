"""The seat ledger: who gets a seat, who gives it back, who has the job. A seat is sold once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.vacancies.model.vacancy import Hold, Lease, LeaseState, Vacancy, Waiting
from shared.contracts.envelope import Fact, derived_id
from shared.contracts.reasons import PassedOverReason, ReleaseReason
from shared.contracts.vacancies import PassedOver, PlacementDeclared, SeatLeased, SeatReleased

FAR = 10_000
"""Minutes assumed for the order where none are known: behind everybody whose way is known."""

NOT_AGAIN = frozenset({ReleaseReason.CANDIDATE_WITHDREW, ReleaseReason.EMPLOYER_REFUSED})
"""After these a candidate is not taken for the same vacancy again."""


@dataclass(frozen=True, slots=True)
class Step:
    """A vacancy after a decision, with the facts to say and the holds that changed."""

    vacancy: Vacancy
    facts: tuple[Fact, ...] = ()
    holds: tuple[Hold, ...] = ()

    def then(self, following: "Step") -> "Step":
        return Step(following.vacancy, self.facts + following.facts, self.holds + following.holds)


def in_order(vacancy: Vacancy) -> list[Waiting]:
    """The candidates in hand, next in line first. Depends on nothing but themselves: not on who answered first."""
    residents = vacancy.profile.residents_first

    def place(w: Waiting) -> tuple[bool, int, int, str]:
        away = residents and w.commune != vacancy.commune
        return away, -w.score, FAR if w.minutes is None else w.minutes, w.candidate_ref

    return sorted(vacancy.waiting, key=place)


def take_in_hand(vacancy: Vacancy, offered: Iterable[Waiting]) -> Vacancy:
    """Add candidates; each stands once, and who withdrew or was refused does not come back."""
    known = {w.candidate_ref for w in vacancy.waiting}
    known |= {lease.candidate_ref for lease in vacancy.leases if lease.takes_seat or lease.why in NOT_AGAIN}
    fresh = {w.candidate_ref: w for w in offered if w.candidate_ref not in known}
    return replace(vacancy, waiting=vacancy.waiting + tuple(fresh.values())) if fresh else vacancy


def award(vacancy: Vacancy, free: Callable[[str], bool], now: datetime, until: datetime) -> Step:
    """Lease the open seats to the next in line who hold no seat anywhere else."""
    room = vacancy.open_seats
    if room <= 0 or not vacancy.waiting:
        return Step(vacancy)
    winners = [w for w in in_order(vacancy) if free(w.candidate_ref)][:room]
    taken = {lease.seat for lease in vacancy.leases if lease.takes_seat}
    seats = (seat for seat in range(1, vacancy.seats + 1) if seat not in taken)
    leases = tuple(
        _lease(vacancy, winner, seat, vacancy.fence + n, now, until)
        for n, (winner, seat) in enumerate(zip(winners, seats, strict=False), start=1)
    )
    won = {lease.candidate_ref for lease in leases}
    after = replace(
        vacancy,
        fence=vacancy.fence + len(leases),
        leases=vacancy.leases + leases,
        waiting=tuple(w for w in vacancy.waiting if w.candidate_ref not in won),
    )
    facts = tuple(leased(after, lease) for lease in leases)
    return Step(after, facts, tuple(Hold(lease.candidate_ref, lease.lease_id) for lease in leases))


def release(vacancy: Vacancy, leases: Iterable[Lease], why: ReleaseReason, now: datetime) -> Step:
    """Give held seats back; the candidates are free again."""
    gone = {lease.lease_id: lease for lease in leases if lease.state is LeaseState.HELD}
    if not gone:
        return Step(vacancy)
    ended = tuple(
        replace(lease, state=LeaseState.RELEASED, ended_at=now, why=why) if lease.lease_id in gone else lease
        for lease in vacancy.leases
    )
    after = replace(vacancy, leases=ended)
    facts = tuple(released(after, lease, why) for lease in gone.values())
    return Step(after, facts, tuple(Hold(lease.candidate_ref, None) for lease in gone.values()))


def place(vacancy: Vacancy, lease: Lease, now: datetime) -> Step:
    """The person of a held seat was hired; they keep their hold, for they have a seat."""
    placed = replace(lease, state=LeaseState.PLACED, ended_at=now)
    leases = tuple(placed if other.lease_id == lease.lease_id else other for other in vacancy.leases)
    fact = PlacementDeclared(
        **_seat_of(vacancy, lease),
        placement_id=derived_id(lease.lease_id, "placement"),
        title=vacancy.profile.title,
        credit=credit(vacancy.commune, lease.commune),
    )
    return Step(replace(vacancy, leases=leases), (fact,))


def credit(home: str, finder: str) -> dict[str, int]:
    """Thousandths of one placement, summing to 1000: the home opened the door, the finder brought the person."""
    return {home: 1000} if home == finder else {home: 400, finder: 600}


def drop(vacancy: Vacancy, candidates: Iterable[str]) -> Vacancy:
    """Candidates who no longer stand leave the queue."""
    gone = set(candidates)
    return replace(vacancy, waiting=tuple(w for w in vacancy.waiting if w.candidate_ref not in gone))


def by_commune(vacancy: Vacancy) -> dict[str, int]:
    """Seats placed, by the commune that supplied the person."""
    placed = [lease.commune for lease in vacancy.leases if lease.state is LeaseState.PLACED]
    return {cut: placed.count(cut) for cut in sorted(set(placed))}


def passed_over(vacancy: Vacancy, reason: PassedOverReason) -> tuple[PassedOver, ...]:
    return tuple(PassedOver(candidate_ref=w.candidate_ref, commune=w.commune, reason=reason) for w in in_order(vacancy))


def leased(vacancy: Vacancy, lease: Lease) -> SeatLeased:
    return SeatLeased(
        **_seat_of(vacancy, lease),
        title=vacancy.profile.title,
        offer_id=lease.offer_id,
        expires_at=lease.expires_at,
        because=lease.because,
    )


def released(vacancy: Vacancy, lease: Lease, why: ReleaseReason) -> SeatReleased:
    return SeatReleased(**_seat_of(vacancy, lease), title=vacancy.profile.title, why=why)


def _seat_of(vacancy: Vacancy, lease: Lease) -> dict[str, str | int]:
    return {
        "vacancy_id": vacancy.vacancy_id,
        "commune": vacancy.commune,
        "lease_id": lease.lease_id,
        "fence": lease.fence,
        "seat": lease.seat,
        "candidate_ref": lease.candidate_ref,
        "candidate_commune": lease.commune,
    }


def _lease(vacancy: Vacancy, winner: Waiting, seat: int, fence: int, now: datetime, until: datetime) -> Lease:
    resident = vacancy.profile.residents_first and winner.commune == vacancy.commune
    because = (*(("resident",) if resident else ()), f"score:{winner.score}", f"tier:{winner.tier}")
    if winner.minutes is not None:
        because += (f"minutes:{winner.minutes}",)
    return Lease(
        lease_id=f"{vacancy.vacancy_id}.{fence}",
        seat=seat,
        fence=fence,
        candidate_ref=winner.candidate_ref,
        commune=winner.commune,
        offer_id=winner.offer_id,
        state=LeaseState.HELD,
        leased_at=now,
        expires_at=until,
        because=because,
    )

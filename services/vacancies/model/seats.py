"""The seat ledger: leases of seats are given, extended, released and placed. A seat is never leased twice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import FILLED_BY, Lease, LeaseState, QueueEntry, Vacancy
from shared.contracts.reasons import PassedOverReason, ReleaseReason
from shared.contracts.vacancies import CandidateReferred, PassedOver, SeatExtended, SeatLeased, SeatReleased

MOST_NAMED = 4000
"""How many candidates one fact names at most, because brokers refuse a record over 1 MB."""

FAR = 10_000
"""Minutes assumed where they are not known, so that a candidate is ordered behind those with known minutes."""

NOT_AGAIN = frozenset(
    {
        ReleaseReason.CANDIDATE_WITHDREW,
        ReleaseReason.EMPLOYER_REFUSED,
        ReleaseReason.NO_SHOW,
        ReleaseReason.FOUND_OTHER_JOB,
        ReleaseReason.PAY_BELOW_FLOOR,
        ReleaseReason.NO_TRANSPORT,
        ReleaseReason.DISTANCE,
        ReleaseReason.SHIFT,
    }
)
"""A candidate whose seat was released for one of these reasons is not taken in hand for that vacancy again."""

Balance = Mapping[str, int]
Free = Callable[[str], bool]
"""Whether a candidate holds no seat in the whole network."""


def merit(vacancy: Vacancy, w: QueueEntry) -> tuple[bool, int]:
    """The order of candidates: residents first if the vacancy asks for that, then the score. Less is better."""
    return vacancy.profile.residents_first and w.commune != vacancy.commune, -w.score


def in_order(vacancy: Vacancy, balance: Balance | None = None) -> list[QueueEntry]:
    """The candidates in hand, next in line first. The order in which offices answered has no influence.

    Among equals in merit the office that has given more goes first, then the shorter way, then the reference.
    """
    owed = balance or {}

    def place(w: QueueEntry) -> tuple[tuple[bool, int], int, int, str]:
        minutes = FAR if w.minutes is None else w.minutes
        return merit(vacancy, w), -owed.get(w.commune, 0), minutes, w.candidate_ref

    return sorted(vacancy.waiting, key=place)


def take_in_hand(vacancy: Vacancy, offered: Iterable[QueueEntry]) -> Vacancy:
    """Add candidates, each once. A candidate who withdrew or was refused by the employer is not added again."""
    known = {w.candidate_ref for w in vacancy.waiting}
    known |= {lease.candidate_ref for lease in vacancy.leases if lease.takes_seat or lease.why in NOT_AGAIN}
    fresh = {w.candidate_ref: w for w in offered if w.candidate_ref not in known}
    return replace(vacancy, waiting=vacancy.waiting + tuple(fresh.values())) if fresh else vacancy


def award(
    vacancy: Vacancy, free: Free, context: DecisionContext, room: int, left: Collection[str] = frozenset()
) -> Transition:
    """Lease `room` seats at most to the next in line, without candidates who hold a seat or are `left` to another."""
    if room <= 0 or not vacancy.waiting:
        return Transition(vacancy)
    ordered = in_order(vacancy, context.balance)
    gone = [w for w in ordered if w.candidate_ref in left]
    line = [w for w in ordered if w.candidate_ref not in left and free(w.candidate_ref)]
    winners, losers = line[:room], line[room:]
    taken = {lease.seat for lease in vacancy.leases if lease.takes_seat}
    # after a reduction leases may stand on numbers above `seats`, so that free numbers are sought beyond it
    seats = (seat for seat in range(1, vacancy.seats + len(taken) + 1) if seat not in taken)
    until = context.lease_until(vacancy.commune, vacancy.urgency)
    leases = tuple(
        _lease(
            vacancy,
            winner,
            seat,
            vacancy.fence + n,
            context.now,
            until,
            (tie(vacancy, winner, losers, context.balance), before(vacancy, winner, gone)),
        )
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
    return Transition(after, facts, tuple(ActiveSeat(lease.candidate_ref, lease.lease_id) for lease in leases))


def tie(vacancy: Vacancy, winner: QueueEntry, losers: Sequence[QueueEntry], balance: Balance) -> str | None:
    """The code of a tie that reciprocity broke: `reciprocity:<winner's balance>><the other's>:<the other's commune>`.

    None if merit alone decided, or no other office lost a seat by it.
    """
    mine = balance.get(winner.commune, 0)
    for loser in losers:
        if merit(vacancy, loser) != merit(vacancy, winner):
            return None
        theirs = balance.get(loser.commune, 0)
        if loser.commune != winner.commune and theirs < mine:
            return f"reciprocity:{mine}>{theirs}:{loser.commune}"
    return None


def before(vacancy: Vacancy, winner: QueueEntry, gone: Iterable[QueueEntry]) -> str | None:
    """`left:<n>`: how many candidates with more merit were left to other vacancies; None if there were none."""
    number = sum(merit(vacancy, w) < merit(vacancy, winner) for w in gone)
    return f"left:{number}" if number else None


def release(vacancy: Vacancy, leases: Iterable[Lease], why: ReleaseReason, now: datetime) -> Transition:
    """Give held seats back, so that their candidates may take another."""
    gone = {lease.lease_id: lease for lease in leases if lease.state is LeaseState.HELD}
    if not gone:
        return Transition(vacancy)
    ended = tuple(
        replace(lease, state=LeaseState.RELEASED, ended_at=now, why=why) if lease.lease_id in gone else lease
        for lease in vacancy.leases
    )
    after = replace(vacancy, leases=ended)
    facts = tuple(released(after, lease, why) for lease in gone.values())
    return Transition(after, facts, tuple(ActiveSeat(lease.candidate_ref, None) for lease in gone.values()))


def extend(vacancy: Vacancy, lease: Lease, until: datetime) -> Transition:
    """Hold the seat for longer, under its lease and fence as they are."""
    longer = replace(lease, expires_at=until, extended=lease.extended + 1)
    after = with_lease(vacancy, longer)
    fact = SeatExtended(**seat_of(vacancy, lease), title=vacancy.profile.title, expires_at=until, times=longer.extended)
    return Transition(after, (fact,))


def refer(vacancy: Vacancy, lease: Lease, now: datetime) -> Transition:
    """Note that the candidate was sent to the employer. A second referral changes nothing."""
    if lease.referred_at is not None:
        return Transition(vacancy)
    fact = CandidateReferred(**seat_of(vacancy, lease), title=vacancy.profile.title)
    return Transition(with_lease(vacancy, replace(lease, referred_at=now)), (fact,))


def excess(vacancy: Vacancy) -> list[Lease]:
    """The held leases for which there is no seat any more, those given last first."""
    held = sorted((x for x in vacancy.leases if x.state is LeaseState.HELD), key=lambda x: -x.fence)
    return held[: max(0, vacancy.taken - vacancy.seats)]


def with_lease(vacancy: Vacancy, lease: Lease) -> Vacancy:
    """The vacancy with this lease in place of the one with its id."""
    return replace(vacancy, leases=tuple(lease if x.lease_id == lease.lease_id else x for x in vacancy.leases))


def drop(vacancy: Vacancy, candidates: Iterable[str]) -> Vacancy:
    """Remove candidates from the queue whose offer was withdrawn."""
    gone = set(candidates)
    return replace(vacancy, waiting=tuple(w for w in vacancy.waiting if w.candidate_ref not in gone))


def by_commune(vacancy: Vacancy) -> dict[str, int]:
    """Seats placed, by the commune that supplied the person."""
    placed = [lease.commune for lease in vacancy.leases if lease.state in FILLED_BY]
    return {cut: placed.count(cut) for cut in sorted(set(placed))}


def passed_over(vacancy: Vacancy, reason: PassedOverReason) -> dict[str, Any]:
    """The candidates without a seat, next in line first, as many as a fact can name; and how many more there are."""
    line = in_order(vacancy)
    named = [PassedOver(candidate_ref=w.candidate_ref, commune=w.commune, reason=reason) for w in line[:MOST_NAMED]]
    return {"passed_over": tuple(named), "passed_over_more": len(line) - len(named)}


def leased(vacancy: Vacancy, lease: Lease) -> SeatLeased:
    return SeatLeased(
        **seat_of(vacancy, lease),
        title=vacancy.profile.title,
        offer_id=lease.offer_id,
        expires_at=lease.expires_at,
        because=lease.because,
    )


def released(vacancy: Vacancy, lease: Lease, why: ReleaseReason) -> SeatReleased:
    return SeatReleased(**seat_of(vacancy, lease), title=vacancy.profile.title, why=why)


def seat_of(vacancy: Vacancy, lease: Lease) -> dict[str, str | int]:
    return {
        "vacancy_id": vacancy.vacancy_id,
        "commune": vacancy.commune,
        "lease_id": lease.lease_id,
        "fence": lease.fence,
        "seat": lease.seat,
        "candidate_ref": lease.candidate_ref,
        "candidate_commune": lease.commune,
    }


def _lease(
    vacancy: Vacancy,
    winner: QueueEntry,
    seat: int,
    fence: int,
    now: datetime,
    until: datetime,
    more: Iterable[str | None],
) -> Lease:
    resident = vacancy.profile.residents_first and winner.commune == vacancy.commune
    because = (*(("resident",) if resident else ()), f"score:{winner.score}", f"tier:{winner.tier}")
    if winner.minutes is not None:
        because += (f"minutes:{winner.minutes}",)
    because += tuple(code for code in more if code)
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

"""Placements: declared, undone, verified or refuted; how their credit is shared among communes, and corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.ids import placement_of
from services.vacancies.model.policy import Policy
from services.vacancies.model.seats import seat_of, with_lease
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import Lease, LeaseState, Vacancy
from shared.contracts.intake import PlacementCorrect, PlacementEnd, PlacementUndo, PlacementVerify
from shared.contracts.reasons import RefuteReason
from shared.contracts.vacancies import (
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
)

WHOLE = 1000


class PlacementState(StrEnum):
    DECLARED = "declared"
    VERIFIED = "verified"
    REFUTED = "refuted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PlacementChange:
    """One line of a placement's history: when, what it became, why, and the credit from then on."""

    at: datetime
    state: PlacementState
    why: str
    credit: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """One person in one job. Nothing of its history is ever overwritten."""

    placement_id: str
    vacancy_id: str
    lease_id: str
    commune: str
    finder: str
    candidate_ref: str
    state: PlacementState
    declared_at: datetime
    credit: Mapping[str, int]
    history: tuple[PlacementChange, ...] = ()
    ended_on: date | None = None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.placement_id

    def became(self, state: PlacementState, at: datetime, why: str, credit: Mapping[str, int]) -> "Placement":
        change = PlacementChange(at, state, why, credit)
        return replace(self, state=state, credit=credit, history=(*self.history, change))


def place(vacancy: Vacancy, lease: Lease, host: str | None, now: datetime, policy: Policy) -> Transition:
    """The candidate of a held seat was hired. The seat stays theirs, so that no other can be leased to them."""
    shares = _in_order(credit(vacancy.commune, lease.commune, host, policy))
    after = with_lease(vacancy, replace(lease, state=LeaseState.PLACED, ended_at=now))
    made = Placement(
        placement_id=placement_of(lease.lease_id),
        vacancy_id=vacancy.vacancy_id,
        lease_id=lease.lease_id,
        commune=vacancy.commune,
        finder=lease.commune,
        candidate_ref=lease.candidate_ref,
        state=PlacementState.DECLARED,
        declared_at=now,
        credit=shares,
        history=(PlacementChange(now, PlacementState.DECLARED, "", shares),),
    )
    fact = PlacementDeclared(
        **seat_of(vacancy, lease), placement_id=made.placement_id, title=vacancy.profile.title, credit=dict(shares)
    )
    return Transition(after, (fact,), (made,))


def undo(vacancy: Vacancy, lease: Lease, placement: Placement, asked: PlacementUndo, now: datetime) -> Transition:
    """Undo a declared placement. The lease is held again; the caller releases it, so that the seat opens."""
    held = with_lease(vacancy, replace(lease, state=LeaseState.HELD, ended_at=None))
    after = placement.became(PlacementState.UNDONE, now, asked.why, placement.credit)
    fact = PlacementUndone(
        **seat_of(vacancy, lease),
        placement_id=placement.placement_id,
        title=vacancy.profile.title,
        credit=dict(placement.credit),
        why=asked.why,
    )
    return Transition(held, (fact,), (after,))


def end(vacancy: Vacancy, lease: Lease, placement: Placement, asked: PlacementEnd, now: datetime) -> Transition:
    """The job has ended: the seat still counts as filled, and its candidate is free for another."""
    note = f"ended:{asked.ended_on}:{asked.why}"
    after = replace(placement.became(placement.state, now, note, placement.credit), ended_on=asked.ended_on)
    fact = PlacementEnded(
        **seat_of(vacancy, lease),
        placement_id=placement.placement_id,
        title=vacancy.profile.title,
        credit=dict(placement.credit),
        ended_on=asked.ended_on,
        why=asked.why,
    )
    freed = with_lease(vacancy, replace(lease, state=LeaseState.ENDED))
    return Transition(freed, (fact,), (after, ActiveSeat(lease.candidate_ref, None)))


def verify(
    vacancy: Vacancy, lease: Lease, placement: Placement, asked: PlacementVerify, now: datetime, least: int
) -> Transition:
    """Verify or refute a placement by the days of contributions in one month; `least`: the days that prove it.

    One proving month is enough for good, because seasons end: a later month without contributions is only noted in the
    history. A month that is in the history already changes nothing.
    """
    proved = asked.days >= least
    why = RefuteReason.TOO_SHORT if asked.days else RefuteReason.NO_CONTRIBUTION
    note = f"{asked.period}:{asked.days}" if proved else f"{asked.period}:{asked.days}:{why}"
    # contribution files are imported more than once: the note tells a month that was recorded before
    if any(change.why == note for change in placement.history):
        return Transition(vacancy)
    known = placement.state is PlacementState.VERIFIED
    state = PlacementState.VERIFIED if proved or known else PlacementState.REFUTED
    after = placement.became(state, now, note, placement.credit)
    if known:
        return Transition(vacancy, (), (after,))
    about = {
        **seat_of(vacancy, lease),
        "placement_id": placement.placement_id,
        "title": vacancy.profile.title,
        "credit": dict(placement.credit),
        "period": asked.period,
        "days": asked.days,
    }
    fact = PlacementVerified(**about) if proved else PlacementRefuted(**about, why=why)
    return Transition(vacancy, (fact,), (after,))


def correct(vacancy: Vacancy, lease: Lease, placement: Placement, asked: PlacementCorrect, now: datetime) -> Transition:
    """Share the credit anew; the shares before stay in the history."""
    after = placement.became(placement.state, now, asked.why, _in_order(asked.credit))
    fact = PlacementCorrected(
        **seat_of(vacancy, lease),
        placement_id=placement.placement_id,
        title=vacancy.profile.title,
        credit=_in_order(asked.credit),
        before=dict(placement.credit),
        why=asked.why,
    )
    return Transition(vacancy, (fact,), (after,))


def credit(origin: str, finder: str, host: str | None, policy: Policy) -> dict[str, int]:
    """Thousandths of one placement by commune, whose sum is always 1,000.

    Credit goes to the home of the vacancy, the finder of the candidate and the host of the fair where they met. What
    rounding down leaves over goes to the largest remainders.
    """
    # home, finder and host may be one commune: its weights are added up
    weights: dict[str, int] = {}
    parts = [(origin, policy.credit_origin), (finder, policy.credit_finder)]
    for cut, weight in [*parts, *([(host, policy.credit_host)] if host else [])]:
        weights[cut] = weights.get(cut, 0) + weight
    total = sum(weights.values())
    if total == 0:
        return {finder: WHOLE}
    shares = {cut: WHOLE * weight // total for cut, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda cut: (-(WHOLE * weights[cut] % total), cut))
    for cut in by_remainder[: WHOLE - sum(shares.values())]:
        shares[cut] += 1
    return {cut: share for cut, share in shares.items() if share}


def _in_order(credit: Mapping[str, int]) -> dict[str, int]:
    """By commune, as the database gives it back: the same shares are the same bytes, stored or not."""
    return dict(sorted(credit.items()))

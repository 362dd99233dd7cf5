"""The lifecycle of a vacancy: the rules that decide, after every message and every timer, what comes next."""

from collections.abc import Collection
from dataclasses import replace

from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.assignment import left_to_others, rivals
from services.vacancies.model.call_timing import (
    is_decided_now,
    seats_to_give_now,
    update_call,
    without_waiting_for_rivals,
)
from services.vacancies.model.calls import call_next, end_call
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.seats import Free, award, by_commune, passed_over, release
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import OVER, LeaseState, Stage, Vacancy
from shared.contracts.reasons import CallEnd, CloseReason, PassedOverReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import VacancyClosed, VacancyFilled

RELEASED_BY_CLOSING = {CloseReason.VALIDITY_OVER: ReleaseReason.VACANCY_EXPIRED}


def advance(
    vacancy: Vacancy, context: DecisionContext, free: Free, opened: UnfilledReason = UnfilledReason.SEAT_RELEASED
) -> Transition:
    """Decide what can be decided now: seats to the next in the queue, then the next call, then whether it is over."""
    if vacancy.stage in OVER or vacancy.stage is Stage.LINKED:
        return Transition(vacancy)
    transition = update_call(vacancy, context)
    seats = seats_to_give_now(transition.vacancy, context)
    # without a call or without seats to give there is nothing to divide with other vacancies
    others = rivals(transition.vacancy, context, free) if transition.vacancy.call and seats else ()
    together = (transition.vacancy, *map(without_waiting_for_rivals, others))
    rooms = [seats, *(seats_to_give_now(other, context) for other in together[1:])]
    left = left_to_others(together, rooms, free)
    transition = transition.then(_decide(transition.vacancy, seats, left[0], context, free, opened))
    for other, room, elsewhere in zip(together[1:], rooms[1:], left[1:], strict=True):
        # a candidate whom one of these vacancies takes is no longer free for the next
        still_free = _free_after(free, transition)
        transition = transition.beside(_decide(other, room, elsewhere, context, still_free))
    return transition


def _decide(
    vacancy: Vacancy,
    room: int,
    left: Collection[str],
    context: DecisionContext,
    free: Free,
    opened: UnfilledReason = UnfilledReason.SEAT_RELEASED,
) -> Transition:
    """Give `room` seats of one vacancy, without the candidates left to others, and decide what follows for it."""
    transition = award(vacancy, free, context, room, left)
    transition = transition.then(_next_stage(transition.vacancy, context, opened))
    if transition.vacancy.placed == transition.vacancy.seats:
        transition = transition.then(_fill(transition.vacancy, context))
    return transition


def _free_after(free: Free, transition: Transition) -> Free:
    """Whether a candidate is free and was not given a seat by this transition."""
    seated = {hold.candidate_ref for hold in transition.others if isinstance(hold, ActiveSeat) and hold.lease_id}
    return lambda ref: free(ref) and ref not in seated


def timer_fired(vacancy: Vacancy, context: DecisionContext, free: Free) -> Transition:
    """What follows because time has passed: validity over, leases expired, windows and calls over."""
    if vacancy.stage in OVER:
        return Transition(vacancy)
    if vacancy.valid_through <= context.now:
        return close(vacancy, CloseReason.VALIDITY_OVER, context)
    late = [x for x in vacancy.leases if x.state is LeaseState.HELD and x.expires_at <= context.now]
    transition = release(vacancy, late, ReleaseReason.EXPIRED, context.now)
    return transition.then(advance(transition.vacancy, context, free))


def close(vacancy: Vacancy, why: CloseReason, context: DecisionContext) -> Transition:
    """Close a vacancy with seats left: held seats are given back, and the fact names the candidates passed over."""
    held = [lease for lease in vacancy.leases if lease.state is LeaseState.HELD]
    reason = RELEASED_BY_CLOSING.get(why, ReleaseReason.VACANCY_WITHDRAWN)
    transition = end_call(vacancy, context, CallEnd.VACANCY_OVER)
    transition = transition.then(release(transition.vacancy, held, reason, context.now))
    before = transition.vacancy
    fact = VacancyClosed(
        vacancy_id=before.vacancy_id,
        commune=before.commune,
        title=before.profile.title,
        why=why,
        seats=before.seats,
        filled=before.placed,
        by=by_commune(before),
        revision=before.revision + 1,
        **passed_over(before, PassedOverReason.VACANCY_CLOSED),
    )
    after = replace(revised(before, context), stage=Stage.CLOSED, why_closed=why, waiting=())
    return transition.then(Transition(after, (fact,)))


def revised(vacancy: Vacancy, context: DecisionContext) -> Vacancy:
    """The next revision, which every commune with a copy must acknowledge."""
    return replace(vacancy, revision=vacancy.revision + 1, revised_at=context.now)


def _next_stage(vacancy: Vacancy, context: DecisionContext, opened: UnfilledReason) -> Transition:
    """The stage that follows from the seats left and the time. `opened`: why a covered vacancy has open seats again."""
    if vacancy.open_seats <= 0:
        # with no seat left the call ends without blaming an office for silence
        transition = end_call(vacancy, context, None if is_decided_now(vacancy, context) else CallEnd.SEATS_COVERED)
        return transition.then(Transition(replace(transition.vacancy, stage=Stage.COVERED)))
    match vacancy.stage:
        case Stage.LOCAL if vacancy.local_until <= context.now:
            return call_next(vacancy, context, UnfilledReason.WINDOW_OVER)
        case Stage.CALLING if is_decided_now(vacancy, context):
            return call_next(vacancy, context, vacancy.reason or UnfilledReason.WINDOW_OVER)
        # open seats again: the neighbours are called if the local window is over or they were called before
        case Stage.COVERED if vacancy.local_until <= context.now or vacancy.tier:
            return call_next(vacancy, context, opened)
        case Stage.COVERED:
            return Transition(replace(vacancy, stage=Stage.LOCAL))
        case _:
            return Transition(vacancy)


def _fill(vacancy: Vacancy, context: DecisionContext) -> Transition:
    transition = end_call(vacancy, context, CallEnd.SEATS_COVERED)
    fact = VacancyFilled(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        seats=vacancy.seats,
        by=by_commune(vacancy),
        revision=vacancy.revision + 1,
        **passed_over(vacancy, PassedOverReason.SEATS_TAKEN),
    )
    after = replace(revised(transition.vacancy, context), stage=Stage.FILLED, waiting=())
    return transition.then(Transition(after, (fact,)))

"""How a vacancy moves on: after every message and every tick, the same few rules decide what comes next."""

from collections.abc import Collection
from dataclasses import replace

from services.vacancies.model.around import Hold, Table
from services.vacancies.model.calls import (
    call_next,
    decided,
    end_call,
    make_good,
    release_quota,
    room,
    settle,
    settled,
)
from services.vacancies.model.contest import left_to_others, rivals
from services.vacancies.model.seats import Free, Step, award, by_commune, passed_over, release
from services.vacancies.model.vacancy import OVER, LeaseState, Stage, Vacancy
from shared.contracts.reasons import CallEnd, CloseReason, PassedOverReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import VacancyClosed, VacancyFilled

RELEASED_BY_CLOSING = {CloseReason.VALIDITY_OVER: ReleaseReason.VACANCY_EXPIRED}


def advance(vacancy: Vacancy, table: Table, free: Free, opened: UnfilledReason = UnfilledReason.SEAT_RELEASED) -> Step:
    """Decide what can be decided now: seats to the next in line, then the next call, then whether it is over."""
    if vacancy.stage in OVER or vacancy.stage is Stage.LINKED:
        return Step(vacancy)
    step = make_good(release_quota(vacancy, table), table)
    step = step.then(Step(settle(step.vacancy, table)))
    others = rivals(step.vacancy, table, free) if step.vacancy.call and room(step.vacancy, table) else ()
    together = (step.vacancy, *map(settled, others))
    left = left_to_others(together, [room(vacancy, table) for vacancy in together], free)
    step = step.then(_decide(step.vacancy, left[0], table, free, opened))
    for other, elsewhere in zip(together[1:], left[1:], strict=True):
        step = step.beside(_decide(other, elsewhere, table, _still(free, step)))
    return step


def _decide(
    vacancy: Vacancy,
    left: Collection[str],
    table: Table,
    free: Free,
    opened: UnfilledReason = UnfilledReason.SEAT_RELEASED,
) -> Step:
    """The seats of one vacancy, without those who are left to others, and what follows for it."""
    step = award(vacancy, free, table, room(vacancy, table), left)
    step = step.then(_next_stage(step.vacancy, table, opened))
    if step.vacancy.placed == step.vacancy.seats:
        step = step.then(_fill(step.vacancy, table))
    return step


def _still(free: Free, step: Step) -> Free:
    """Free, and not seated by this step."""
    seated = {hold.candidate_ref for hold in step.others if isinstance(hold, Hold) and hold.lease_id}
    return lambda ref: free(ref) and ref not in seated


def clock(vacancy: Vacancy, table: Table, free: Free) -> Step:
    """What time alone brings: the validity is over, leases have expired, windows and calls have ended."""
    if vacancy.stage in OVER:
        return Step(vacancy)
    if vacancy.valid_through <= table.now:
        return close(vacancy, CloseReason.VALIDITY_OVER, table)
    late = [x for x in vacancy.leases if x.state is LeaseState.HELD and x.expires_at <= table.now]
    step = release(vacancy, late, ReleaseReason.EXPIRED, table.now)
    return step.then(advance(step.vacancy, table, free))


def close(vacancy: Vacancy, why: CloseReason, table: Table) -> Step:
    """End it with seats left: what is held is given back, everybody who waited is told."""
    held = [lease for lease in vacancy.leases if lease.state is LeaseState.HELD]
    reason = RELEASED_BY_CLOSING.get(why, ReleaseReason.VACANCY_WITHDRAWN)
    step = end_call(vacancy, table, CallEnd.VACANCY_OVER)
    step = step.then(release(step.vacancy, held, reason, table.now))
    before = step.vacancy
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
    after = replace(revised(before, table), stage=Stage.CLOSED, why_closed=why, waiting=())
    return step.then(Step(after, (fact,)))


def revised(vacancy: Vacancy, table: Table) -> Vacancy:
    """The next revision: who holds a copy is to acknowledge it."""
    return replace(vacancy, revision=vacancy.revision + 1, revised_at=table.now)


def _next_stage(vacancy: Vacancy, table: Table, opened: UnfilledReason) -> Step:
    """The stage that follows from the seats left and the time; `opened`: why a covered one has seats again."""
    if vacancy.open_seats <= 0:
        # nobody is waited for, or blamed, where there is no seat any more
        step = end_call(vacancy, table, None if decided(vacancy, table) else CallEnd.SEATS_COVERED)
        return step.then(Step(replace(step.vacancy, stage=Stage.COVERED)))
    match vacancy.stage:
        case Stage.LOCAL if vacancy.local_until <= table.now:
            return call_next(vacancy, table, UnfilledReason.WINDOW_OVER)
        case Stage.CALLING if decided(vacancy, table):
            return call_next(vacancy, table, vacancy.reason or UnfilledReason.WINDOW_OVER)
        case Stage.COVERED if vacancy.local_until <= table.now or vacancy.tier:
            return call_next(vacancy, table, opened)
        case Stage.COVERED:
            return Step(replace(vacancy, stage=Stage.LOCAL))
        case _:
            return Step(vacancy)


def _fill(vacancy: Vacancy, table: Table) -> Step:
    step = end_call(vacancy, table, CallEnd.SEATS_COVERED)
    fact = VacancyFilled(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        seats=vacancy.seats,
        by=by_commune(vacancy),
        revision=vacancy.revision + 1,
        **passed_over(vacancy, PassedOverReason.SEATS_TAKEN),
    )
    after = replace(revised(step.vacancy, table), stage=Stage.FILLED, waiting=())
    return step.then(Step(after, (fact,)))

"""How a vacancy moves on: after every message and every tick, the same few rules decide what comes next."""

from collections.abc import Callable
from dataclasses import replace

from services.vacancies.model.calls import Table, call_next
from services.vacancies.model.seats import Step, award, by_commune, passed_over, release
from services.vacancies.model.vacancy import OVER, LeaseState, Stage, Vacancy
from shared.contracts.reasons import CloseReason, PassedOverReason, ReleaseReason, UnfilledReason
from shared.contracts.vacancies import VacancyClosed, VacancyFilled

Free = Callable[[str], bool]

RELEASED_BY_CLOSING = {CloseReason.VALIDITY_OVER: ReleaseReason.VACANCY_EXPIRED}


def advance(vacancy: Vacancy, table: Table, free: Free) -> Step:
    """Decide what can be decided now: seats to the next in line, then the next call, then whether it is over."""
    if vacancy.stage in OVER:
        return Step(vacancy)
    step = Step(vacancy)
    if may_decide(vacancy, table):
        step = award(vacancy, free, table.now, table.lease_until(vacancy.commune))
    step = step.then(_next_stage(step.vacancy, table))
    if step.vacancy.placed == step.vacancy.seats:
        step = step.then(_fill(step.vacancy))
    return step


def may_decide(vacancy: Vacancy, table: Table) -> bool:
    """While a call is out the offers are kept in hand, so that the decision is over all of them."""
    call = vacancy.call
    return call is None or not call.silent or call.answer_by <= table.now


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
    step = release(vacancy, held, reason, table.now)
    before = step.vacancy
    fact = VacancyClosed(
        vacancy_id=before.vacancy_id,
        commune=before.commune,
        title=before.profile.title,
        why=why,
        seats=before.seats,
        filled=before.placed,
        by=by_commune(before),
        passed_over=passed_over(before, PassedOverReason.VACANCY_CLOSED),
    )
    after = replace(before, stage=Stage.CLOSED, call=None, why_closed=why, waiting=())
    return step.then(Step(after, (fact,)))


def _next_stage(vacancy: Vacancy, table: Table) -> Step:
    """The stage that follows from the seats left and the time."""
    if vacancy.open_seats <= 0:
        done = may_decide(vacancy, table)
        return Step(replace(vacancy, stage=Stage.COVERED, call=None) if done else vacancy)
    match vacancy.stage:
        case Stage.LOCAL if vacancy.local_until <= table.now:
            return call_next(vacancy, table, UnfilledReason.WINDOW_OVER)
        case Stage.CALLING if may_decide(vacancy, table):
            return call_next(vacancy, table, vacancy.reason or UnfilledReason.WINDOW_OVER)
        case Stage.COVERED if vacancy.local_until <= table.now or vacancy.tier:
            return call_next(vacancy, table, UnfilledReason.SEAT_RELEASED)
        case Stage.COVERED:
            return Step(replace(vacancy, stage=Stage.LOCAL))
        case _:
            return Step(vacancy)


def _fill(vacancy: Vacancy) -> Step:
    fact = VacancyFilled(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        seats=vacancy.seats,
        by=by_commune(vacancy),
        passed_over=passed_over(vacancy, PassedOverReason.SEATS_TAKEN),
    )
    return Step(replace(vacancy, stage=Stage.FILLED, call=None, waiting=()), (fact,))

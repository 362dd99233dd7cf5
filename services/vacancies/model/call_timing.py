"""When a call is decided: once every office has answered or the time is over, and together with rival calls.

While a call is out the offers are kept in hand, so that the decision is over all of them. Three things change that:
some seats are kept for small offices that answer late (quota), working time that our own outage took is given back, and
a call that all have answered waits some minutes for rival calls, to which the same candidates may be offered.
"""

from dataclasses import replace
from datetime import timedelta

from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.heartbeat import lost_hours
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import Call, Vacancy
from shared.calendar import add_working_hours
from shared.contracts.vacancies import CallExtended


def update_call(vacancy: Vacancy, context: DecisionContext) -> Transition:
    """Bring the call that is out up to `now`: release the quota, give lost time back, wait for rival calls."""
    transition = give_back_lost_time(release_quota(vacancy, context), context)
    return transition.then(Transition(wait_for_rival_calls(transition.vacancy, context)))


def can_be_decided(vacancy: Vacancy, context: DecisionContext) -> bool:
    """Whether no office is waited for any longer: all have answered, or the time is over and was not lost to us."""
    call = vacancy.call
    if call is None or not call.silent:
        return True
    return _is_over(call, context) and give_back_lost_time(vacancy, context).vacancy is vacancy


def is_decided_now(vacancy: Vacancy, context: DecisionContext) -> bool:
    """Whether the vacancy is decided at this moment: no office is waited for, and no rival call."""
    call = vacancy.call
    if call is None:
        return True
    if call.silent:
        return _is_over(call, context)
    return call.settle_until is None or call.settle_until <= context.now


def seats_to_give_now(vacancy: Vacancy, context: DecisionContext) -> int:
    """How many open seats may be given at this moment.

    Where larger offices were asked beside small ones and all larger ones have answered, the seats beyond the quota of
    the small ones are given before these have answered.
    """
    if is_decided_now(vacancy, context):
        return vacancy.open_seats
    call = vacancy.call
    if call is None or not call.silent or call.quota is None:
        return 0
    # a large office that joined later keeps nobody waiting for seats that were to be given without it
    if not all(context.is_small(cut) for cut in call.accountable):
        return 0
    return max(0, vacancy.open_seats - call.quota)


def _is_over(call: Call, context: DecisionContext) -> bool:
    """Whether the time of the silent offices is over. A hold is for those who are judged: a newcomer is not."""
    return (call.ends_at if call.accountable else call.answer_by) <= context.now


def wait_for_rival_calls(vacancy: Vacancy, context: DecisionContext) -> Vacancy:
    """Wait some minutes for other calls, where all have answered and an office may still offer its people elsewhere.

    An office with candidates in hand here and an unanswered call elsewhere may offer those candidates there as well, so
    that both vacancies are to be decided together, as an exact assignment.
    """
    call = vacancy.call
    if call is None or call.silent or call.settle_until or not context.policy.settle_minutes or not vacancy.open_seats:
        return vacancy
    offices = {w.commune for w in vacancy.waiting} - {vacancy.commune}
    if not any(context.open_calls(office, vacancy.vacancy_id) > 0 for office in offices):
        return vacancy
    # never past the time that the offices were given: a wait for others must not delay the employer
    minutes = context.policy.settle_minutes * vacancy.urgency.factor
    until = min(context.now + timedelta(minutes=minutes), call.ends_at)
    return replace(vacancy, call=replace(call, settle_until=until)) if until > context.now else vacancy


def without_waiting_for_rivals(vacancy: Vacancy) -> Vacancy:
    """The vacancy without its wait for rival calls, because it is decided now, together with another one."""
    call = vacancy.call
    return replace(vacancy, call=replace(call, settle_until=None)) if call and call.settle_until else vacancy


def release_quota(vacancy: Vacancy, context: DecisionContext) -> Vacancy:
    """After the time of the quota no seat is kept for small offices any more."""
    call = vacancy.call
    if call is None or not call.quota or call.quota_until is None or context.now < call.quota_until:
        return vacancy
    return replace(vacancy, call=replace(call, quota=0))


def give_back_lost_time(vacancy: Vacancy, context: DecisionContext) -> Transition:
    """Give offices back the working time in which our own bus was away, before their silence is judged.

    An office that joined while the call was out is not judged, so that no time is added for it.
    """
    call = vacancy.call
    if call is None or not call.accountable or call.ends_at > context.now:
        return Transition(vacancy)
    if context.bus_may_be_away:
        # without a heartbeat it is not known yet how much time was lost, so that the call is looked at again later
        hold = context.now + timedelta(minutes=context.policy.pulse_gap_minutes)
        return Transition(replace(vacancy, call=replace(call, held_until=hold)))
    since = call.made_good or call.called_at
    lost = {cut: lost_hours(context.outages, since, call.answer_by, cut) for cut in call.accountable}
    hours = max(lost.values())
    # under a minute is the grain of the heartbeat, not an outage
    if hours * 60 < 1:
        return Transition(vacancy)
    until = max(add_working_hours(context.now, more, cut) for cut, more in lost.items() if more)
    # `made_good` is where the next count of lost time begins, so that no hour is given back twice
    after = replace(vacancy, call=replace(call, answer_by=until, made_good=call.answer_by, held_until=None))
    fact = CallExtended(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        tier=vacancy.tier,
        waiting_for=call.silent,
        down_minutes=round(hours * 60),
        answer_by=until,
    )
    return Transition(after, (fact,))

"""The call to the neighbours: nearest communes first, across regional borders, then wider, then END.

Every call ends in a stated outcome; silence is one, but never for hours in which our own bus was away.
"""

from dataclasses import replace
from datetime import timedelta
from math import ceil

from services.vacancies.model.around import CopyHolder, DecisionContext, Member, OfficeAnswer
from services.vacancies.model.heartbeat import lost_hours
from services.vacancies.model.seats import Transition
from services.vacancies.model.vacancy import ASKING, Call, Stage, Vacancy
from shared.calendar import add_working_hours
from shared.contracts.envelope import Fact
from shared.contracts.reasons import CallEnd, UnfilledReason
from shared.contracts.vacancies import CallEnded, CallExtended, CallUnanswered, VacancyUnfilled


def call_next(vacancy: Vacancy, context: DecisionContext, reason: UnfilledReason) -> Transition:
    """Say what is unfilled: to the next tier, or that the network is exhausted."""
    silent = vacancy.call.silent if vacancy.call else ()
    ended = end_call(vacancy, context)
    invited = context.next_ring(vacancy)
    if not invited:
        after = replace(ended.vacancy, stage=Stage.EXHAUSTED, tier=max(vacancy.tier, 1), reason=reason)
        return ended.then(Transition(after, (unfilled(after, (), silent),)))
    after = replace(
        ended.vacancy,
        stage=Stage.CALLING,
        tier=vacancy.tier + 1,
        call=_call(vacancy, invited, context),
        asked=vacancy.asked + invited,
        reason=reason,
    )
    return ended.then(Transition(after, (unfilled(after, invited, silent),), _copies(after, invited, context)))


def invite(vacancy: Vacancy, newcomer: Member, context: DecisionContext) -> Transition:
    """Ask a commune that has just joined about what the neighbours are being asked now."""
    home = context.members.get(vacancy.commune)
    near = home is not None and newcomer.commune in home.minutes
    if vacancy.stage not in ASKING or not near or newcomer.commune in vacancy.asked or vacancy.open_seats <= 0:
        return Transition(vacancy)
    invited = (newcomer.commune,)
    until = context.answer_by(invited, vacancy.urgency)
    before = vacancy.call or Call((), (), until, context.now)
    after = replace(
        vacancy,
        stage=Stage.CALLING,
        tier=vacancy.tier if vacancy.call else vacancy.tier + 1,
        call=replace(
            before, invited=before.invited + invited, answer_by=max(before.answer_by, until), settle_until=None
        ),
        asked=vacancy.asked + invited,
        reason=UnfilledReason.COMMUNE_JOINED,
    )
    return Transition(after, (unfilled(after, invited, ()),), _copies(after, invited, context))


def answered(vacancy: Vacancy, commune: str) -> Vacancy:
    """Note that an invited commune has answered the call that is out."""
    call = vacancy.call
    if call is None or commune not in call.silent:
        return vacancy
    return replace(vacancy, call=replace(call, answered=(*call.answered, commune)))


def left(vacancy: Vacancy, commune: str) -> Vacancy:
    """A commune that was called has left the table: it is not asked any more, and has not answered."""
    call = vacancy.call
    if call is None or commune not in call.silent:
        return vacancy
    return replace(vacancy, call=replace(call, invited=tuple(cut for cut in call.invited if cut != commune)))


def decidable(vacancy: Vacancy, context: DecisionContext) -> bool:
    """Whether no office is waited for any longer: everybody has answered, or the time is over."""
    call = vacancy.call
    if call is None or not call.silent:
        return True
    return call.ends_at <= context.now and make_good(vacancy, context).vacancy is vacancy


def decided(vacancy: Vacancy, context: DecisionContext) -> bool:
    """Whether it is decided now: no office is waited for, nor other calls for the same people."""
    call = vacancy.call
    if call is None:
        return True
    if call.silent:
        return call.ends_at <= context.now
    return call.settle_until is None or call.settle_until <= context.now


def settle(vacancy: Vacancy, context: DecisionContext) -> Vacancy:
    """Everybody has answered. Where an office whose people are in hand still owes an answer to another call, it may
    offer the same people there: both are decided together, some minutes later at most.
    """
    call = vacancy.call
    if call is None or call.silent or call.settle_until or not context.policy.settle_minutes or not vacancy.open_seats:
        return vacancy
    desks = context.desks(vacancy.vacancy_id)
    if not any(desks.get(cut) for cut in {w.commune for w in vacancy.waiting} - {vacancy.commune}):
        return vacancy
    minutes = context.policy.settle_minutes * vacancy.urgency.factor
    until = min(context.now + timedelta(minutes=minutes), call.ends_at)
    return replace(vacancy, call=replace(call, settle_until=until)) if until > context.now else vacancy


def settled(vacancy: Vacancy) -> Vacancy:
    """It is decided now, together with another, and need not wait any longer."""
    call = vacancy.call
    return replace(vacancy, call=replace(call, settle_until=None)) if call and call.settle_until else vacancy


def room(vacancy: Vacancy, context: DecisionContext) -> int:
    """How many open seats may be given now.

    While a call is out the offers are kept in hand, so that the decision is over all of them. Where larger offices
    were asked beside small ones, it is taken without those small ones that are late, for all but their quota.
    """
    if decided(vacancy, context):
        return vacancy.open_seats
    call = vacancy.call
    if call is None or not call.silent or call.quota is None or not all(context.small(cut) for cut in call.silent):
        return 0
    return max(0, vacancy.open_seats - call.quota)


def release_quota(vacancy: Vacancy, context: DecisionContext) -> Vacancy:
    """From its time on no seat is kept for small offices any more."""
    call = vacancy.call
    if call is None or not call.quota or call.quota_until is None or context.now < call.quota_until:
        return vacancy
    return replace(vacancy, call=replace(call, quota=0))


def make_good(vacancy: Vacancy, context: DecisionContext) -> Transition:
    """Before silence is judged: if our own bus was away, the offices have the lost working time again."""
    call = vacancy.call
    if call is None or not call.silent or call.ends_at > context.now:
        return Transition(vacancy)
    if context.deaf:
        hold = context.now + timedelta(minutes=context.policy.pulse_gap_minutes)
        return Transition(replace(vacancy, call=replace(call, held_until=hold)))
    since = call.made_good or call.called_at
    lost = {cut: lost_hours(context.outages, since, call.answer_by, cut) for cut in call.silent}
    hours = max(lost.values())
    if hours * 60 < 1:
        return Transition(vacancy)
    until = max(add_working_hours(context.now, more, cut) for cut, more in lost.items() if more)
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


def end_call(vacancy: Vacancy, context: DecisionContext, why: CallEnd | None = None) -> Transition:
    """The outcome of the call that is out, if one is. Who let the time pass is named, one fact an office."""
    call = vacancy.call
    if call is None:
        return Transition(vacancy)
    over = why or (CallEnd.TIME_OVER if call.silent else CallEnd.ALL_ANSWERED)
    ended = CallEnded(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        tier=vacancy.tier,
        invited=call.invited,
        answered=call.answered,
        why=over,
        called_at=call.called_at,
        answer_by=call.answer_by,
    )
    silent = call.silent if over is CallEnd.TIME_OVER else ()
    facts: tuple[Fact, ...] = (ended, *(_unanswered(vacancy, call, cut) for cut in silent))
    answers = tuple(
        OfficeAnswer(vacancy.vacancy_id, cut, vacancy.tier, "silent", context.now, call.called_at) for cut in silent
    )
    return Transition(replace(vacancy, call=None), facts, answers)


def unfilled(vacancy: Vacancy, invited: tuple[str, ...], silent: tuple[str, ...]) -> VacancyUnfilled:
    return VacancyUnfilled(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        tier=vacancy.tier,
        invited=invited,
        silent=silent,
        exhausted=not invited,
        seats_left=vacancy.open_seats,
        reason=vacancy.reason or UnfilledReason.WINDOW_OVER,
        answer_by=vacancy.call.answer_by if vacancy.call and invited else None,
        profile=vacancy.profile,
        urgency=vacancy.urgency,
        valid_through=vacancy.valid_through,
        folio=vacancy.folio,
        revision=vacancy.revision,
    )


def _call(vacancy: Vacancy, invited: tuple[str, ...], context: DecisionContext) -> Call:
    call = Call(invited, (), context.answer_by(invited, vacancy.urgency), context.now)
    sizes = {context.small(cut) for cut in invited}
    if sizes != {True, False} or vacancy.open_seats < context.policy.quota_from_seats:
        return call
    small = [cut for cut in invited if context.small(cut)]
    until = context.answer_by(small, vacancy.urgency, context.policy.quota_window)
    return replace(call, quota=ceil(vacancy.open_seats * context.policy.quota_share), quota_until=until)


def _copies(vacancy: Vacancy, communes: tuple[str, ...], context: DecisionContext) -> tuple[CopyHolder, ...]:
    """Who is asked holds a copy from then on, as it is now."""
    return tuple(CopyHolder(vacancy.vacancy_id, cut, vacancy.revision, context.now) for cut in communes)


def _unanswered(vacancy: Vacancy, call: Call, office: str) -> CallUnanswered:
    return CallUnanswered(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        office=office,
        tier=vacancy.tier,
        called_at=call.called_at,
        answer_by=call.answer_by,
    )

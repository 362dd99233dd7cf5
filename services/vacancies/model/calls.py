"""What a call is: the nearest communes are asked first, across regional borders, then each wider ring up to the last.

Every call ends with a stated reason, and the offices that did not answer in time are named. When a call is decided is
the matter of `call_timing`.
"""

from dataclasses import replace
from datetime import datetime
from math import ceil

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.members import Member
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import ASKING, Call, Stage, Vacancy
from shared.contracts.envelope import Fact
from shared.contracts.reasons import CallEnd, UnfilledReason
from shared.contracts.vacancies import CallEnded, CallUnanswered, VacancyUnfilled


def call_next(vacancy: Vacancy, context: DecisionContext, reason: UnfilledReason) -> Transition:
    """Call the next tier; if no commune is left to ask, the vacancy is exhausted."""
    silent = vacancy.call.accountable if vacancy.call else ()
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
    """Ask a commune that has just joined about a vacancy that its neighbours are being asked about now.

    If a call is out the newcomer is asked for what is left of its time, and no time of the call changes. If none is out
    the newcomer gets a call of its own, with its whole time.
    """
    home = context.members.get(vacancy.commune)
    near = home is not None and newcomer.commune in home.minutes
    if vacancy.stage not in ASKING or not near or newcomer.commune in vacancy.asked or vacancy.open_seats <= 0:
        return Transition(vacancy)
    invited = (newcomer.commune,)
    after = replace(
        vacancy,
        stage=Stage.CALLING,
        tier=vacancy.tier if vacancy.call else vacancy.tier + 1,
        call=_joined_by(vacancy.call, newcomer.commune, context)
        if vacancy.call
        else Call(invited, (), context.answer_by(invited, vacancy.urgency), context.now),
        asked=vacancy.asked + invited,
        reason=UnfilledReason.COMMUNE_JOINED,
    )
    fact = unfilled(after, invited, ())
    if vacancy.call:
        fact = fact.model_copy(update={"answer_by": _time_left(vacancy.call, context)})
    return Transition(after, (fact,), _copies(after, invited, context))


def with_answer(vacancy: Vacancy, commune: str) -> Vacancy:
    """Note that an office which was asked has answered the call that is out."""
    call = vacancy.call
    if call is None or commune not in call.asked or commune in call.answered:
        return vacancy
    return replace(vacancy, call=replace(call, answered=(*call.answered, commune)))


def without_office(vacancy: Vacancy, commune: str) -> Vacancy:
    """Without a commune that has left the Mesa, so that its answer is not waited for. It does not count as answered."""
    call = vacancy.call
    if call is None or commune not in call.silent:
        return vacancy
    return replace(vacancy, call=replace(call, invited=tuple(cut for cut in call.invited if cut != commune)))


def end_call(vacancy: Vacancy, context: DecisionContext, why: CallEnd | None = None) -> Transition:
    """End the call that is out, if one is. Each office that let its time pass is named by a fact of its own.

    An office that joined while the call was out had only a part of its time, so that its silence is not named.
    """
    call = vacancy.call
    if call is None:
        return Transition(vacancy)
    over = why or (CallEnd.TIME_OVER if call.silent else CallEnd.ALL_ANSWERED)
    ended = CallEnded(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        tier=vacancy.tier,
        invited=call.asked,
        answered=call.answered,
        why=over,
        called_at=call.called_at,
        answer_by=call.answer_by,
    )
    # only the end of their time makes an office silent; a vacancy that is filled or closed earlier blames nobody
    silent = call.accountable if over is CallEnd.TIME_OVER else ()
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
    sizes = {context.is_small(cut) for cut in invited}
    if sizes != {True, False} or vacancy.open_seats < context.policy.quota_from_seats:
        return call
    # small and large offices were asked: some seats are kept for the small ones until most of their time is over
    small = [cut for cut in invited if context.is_small(cut)]
    until = context.answer_by(small, vacancy.urgency, context.policy.quota_window)
    return replace(call, quota=ceil(vacancy.open_seats * context.policy.quota_share), quota_until=until)


def _joined_by(call: Call, newcomer: str, context: DecisionContext) -> Call:
    """The call with a newcomer, who is waited for only within the time that the call has.

    No time of the call grows: in a Mesa that grows every day no call would end otherwise. A call that is only waiting
    for rival calls, or whose time is over, is decided without waiting for the newcomer at all.
    """
    waited_for = call.silent and call.answer_by > context.now
    return replace(
        call,
        invited=(*call.invited, newcomer) if waited_for else call.invited,
        joined=(*call.joined, newcomer),
    )


def _time_left(call: Call, context: DecisionContext) -> datetime | None:
    """Until when the answer of a newcomer surely counts; None if no time is left, so that no past time is told."""
    until = min(call.answer_by, call.settle_until or call.answer_by)
    return until if until > context.now else None


def _copies(vacancy: Vacancy, communes: tuple[str, ...], context: DecisionContext) -> tuple[CopyHolder, ...]:
    """Communes that are asked are given a copy of the vacancy: that it reached them is theirs to acknowledge."""
    return tuple(CopyHolder(vacancy.vacancy_id, cut, 0, context.now) for cut in communes)


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

"""How facts of the vacancy itself, and of its calls, change what the page shows of it."""

from collections.abc import Mapping

from services.notifications.board.matters.base import Amount, Fold, said
from services.notifications.board.matters.vacancy import Call, Stage, Vacancy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.vacancies import (
    CallEnded,
    CallExtended,
    CallUnanswered,
    VacancyAmended,
    VacancyClosed,
    VacancyFact,
    VacancyFilled,
    VacancyLinked,
    VacancyParted,
    VacancyPosted,
    VacancyUnfilled,
)


def begun(before: Vacancy | None, fact: VacancyFact) -> Vacancy:
    """The matter of a fact of its own topic, which names its home."""
    return (before or Vacancy(vacancy_id=fact.vacancy_id)).having(commune=fact.commune)


def on_posted(before: Vacancy | None, envelope: Envelope[VacancyPosted]) -> Vacancy:
    fact = envelope.data
    return _described(begun(before, fact), envelope).having(
        phase=Stage.LOCAL, local_until=fact.local_until, revision=1, holders=(fact.commune,), twin_of=None
    )


def on_amended(before: Vacancy | None, envelope: Envelope[VacancyAmended]) -> Vacancy:
    vacancy = begun(before, envelope.data)
    return _revised(_described(vacancy, envelope), envelope.data.revision)


def _described(vacancy: Vacancy, envelope: Envelope[VacancyPosted] | Envelope[VacancyAmended]) -> Vacancy:
    """With what a posting and each amendment state in full, and by how many seats this fact changed it."""
    fact, by = envelope.data, said(envelope)
    more = Amount(at=by.at, fact_id=by.fact_id, commune=fact.commune, amount=fact.seats - vacancy.seats)
    return vacancy.having(
        folio=fact.folio or vacancy.folio,
        title=fact.profile.title,
        profile=fact.profile,
        urgency=fact.urgency,
        seats=fact.seats,
        valid_through=fact.valid_through,
        seats_posted=(*vacancy.seats_posted, more) if more.amount else vacancy.seats_posted,
    )


def _revised(vacancy: Vacancy, revision: int | None) -> Vacancy:
    return vacancy.having(revision=max(vacancy.revision, revision or 0))


def on_unfilled(before: Vacancy | None, envelope: Envelope[VacancyUnfilled]) -> Vacancy:
    """The invited hold a copy from now on. While a call is out, it is that call, with further offices."""
    fact, vacancy = envelope.data, _revised(begun(before, envelope.data), envelope.data.revision)
    if fact.exhausted:
        return vacancy.having(phase=Stage.EXHAUSTED)
    holders = (*vacancy.holders, *(cut for cut in fact.invited if cut not in vacancy.holders))
    fresh = Call(tier=fact.tier, invited=fact.invited, called=said(envelope), answer_by=fact.answer_by)
    calls = (*vacancy.calls, fresh)
    if vacancy.call:
        asked = (*vacancy.call.invited, *(cut for cut in fact.invited if cut not in vacancy.call.invited))
        calls = (*vacancy.calls[:-1], vacancy.call.having(invited=asked, answer_by=fact.answer_by))
    return vacancy.having(phase=Stage.CALLING, holders=holders, calls=calls)


def on_filled(before: Vacancy | None, envelope: Envelope[VacancyFilled]) -> Vacancy:
    return _over(before, envelope.data, Stage.FILLED)


def on_closed(before: Vacancy | None, envelope: Envelope[VacancyClosed]) -> Vacancy:
    return _over(before, envelope.data, Stage.CLOSED).having(why_closed=envelope.data.why)


def _over(before: Vacancy | None, fact: VacancyFilled | VacancyClosed, stage: Stage) -> Vacancy:
    vacancy = begun(before, fact)
    return _revised(vacancy.having(phase=stage, title=fact.title or vacancy.title, seats=fact.seats), fact.revision)


def on_linked(before: Vacancy | None, envelope: Envelope[VacancyLinked]) -> Vacancy:
    fact, vacancy = envelope.data, begun(before, envelope.data)
    return vacancy.having(phase=Stage.LINKED, title=fact.title, folio=fact.folio, twin_of=fact.twin_of)


def on_parted(before: Vacancy | None, envelope: Envelope[VacancyParted]) -> Vacancy:
    """Its posting follows, and shows it again."""
    return begun(before, envelope.data).having(phase=None, twin_of=None)


def on_call_ended(before: Vacancy | None, envelope: Envelope[CallEnded]) -> Vacancy:
    fact = envelope.data
    return _last_call(begun(before, fact), invited=fact.invited, ended=fact.why, answer_by=fact.answer_by)


def on_call_extended(before: Vacancy | None, envelope: Envelope[CallExtended]) -> Vacancy:
    return _last_call(begun(before, envelope.data), answer_by=envelope.data.answer_by)


def on_call_unanswered(before: Vacancy | None, envelope: Envelope[CallUnanswered]) -> Vacancy:
    vacancy = begun(before, envelope.data)
    silent = {**vacancy.calls[-1].silent, envelope.data.office: said(envelope)} if vacancy.calls else {}
    return _last_call(vacancy, silent=silent)


def _last_call(vacancy: Vacancy, **changed: object) -> Vacancy:
    """With its newest call changed; a call that was never heard of changes nothing."""
    if not vacancy.calls:
        return vacancy
    return vacancy.having(calls=(*vacancy.calls[:-1], vacancy.calls[-1].having(**changed)))


FOLDS: Mapping[type[Fact], Fold] = {
    VacancyPosted: on_posted,
    VacancyAmended: on_amended,
    VacancyUnfilled: on_unfilled,
    VacancyFilled: on_filled,
    VacancyClosed: on_closed,
    VacancyLinked: on_linked,
    VacancyParted: on_parted,
    CallEnded: on_call_ended,
    CallExtended: on_call_extended,
    CallUnanswered: on_call_unanswered,
}

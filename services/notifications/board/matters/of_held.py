"""How facts of held requests change what the page shows of their vacancy: what can be undone yet, what was refused."""

from collections.abc import Mapping

from services.notifications.board.matters.base import Fold
from services.notifications.board.matters.vacancy import Held, HeldState, Vacancy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.held import (
    HeldFact,
    OfferRequestDone,
    OfferRequestHeld,
    OfferRequestRefused,
    OfferRequestTakenBack,
    RequestDone,
    RequestHeld,
    RequestRefused,
    RequestTakenBack,
    VacancyRequestDone,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)


def on_held(before: Vacancy | None, envelope: Envelope[RequestHeld]) -> Vacancy:
    held = _held(before, envelope.data).having(not_before=envelope.data.not_before, officer=envelope.officer)
    return _with(before, envelope.data, held)


def on_taken_back(before: Vacancy | None, envelope: Envelope[RequestTakenBack]) -> Vacancy:
    return _with(before, envelope.data, _held(before, envelope.data).having(state=HeldState.TAKEN_BACK))


def on_done(before: Vacancy | None, envelope: Envelope[RequestDone]) -> Vacancy:
    return _with(before, envelope.data, _held(before, envelope.data).having(state=HeldState.DONE))


def on_refused(before: Vacancy | None, envelope: Envelope[RequestRefused]) -> Vacancy:
    fact = envelope.data
    return _with(before, fact, _held(before, fact).having(state=HeldState.REFUSED, codes=fact.codes))


def _held(before: Vacancy | None, fact: HeldFact) -> Held:
    """Of the vacancy's home nothing follows: whoever asks may be another office."""
    known = before.held.get(fact.held_id) if before else None
    return known or Held(asked=fact.asked, commune=fact.commune, service=_SERVICES[type(fact)])


def _with(before: Vacancy | None, fact: HeldFact, held: Held) -> Vacancy:
    vacancy = before or Vacancy(vacancy_id=fact.vacancy_id)
    return vacancy.having(held={**vacancy.held, fact.held_id: held})


_OF_VACANCIES: Mapping[type[Fact], Fold] = {
    VacancyRequestHeld: on_held,
    VacancyRequestTakenBack: on_taken_back,
    VacancyRequestDone: on_done,
    VacancyRequestRefused: on_refused,
}
_OF_MATCHING: Mapping[type[Fact], Fold] = {
    OfferRequestHeld: on_held,
    OfferRequestTakenBack: on_taken_back,
    OfferRequestDone: on_done,
    OfferRequestRefused: on_refused,
}
_SERVICES: Mapping[type[Fact], str] = {
    **dict.fromkeys(_OF_VACANCIES, "vacancies"),
    **dict.fromkeys(_OF_MATCHING, "matching"),
}

FOLDS: Mapping[type[Fact], Fold] = {**_OF_VACANCIES, **_OF_MATCHING}

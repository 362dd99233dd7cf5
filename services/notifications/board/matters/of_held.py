"""What of a vacancy is held for a moment and can be taken back; and what could not be done when its time had come."""

from collections.abc import Mapping

from services.notifications.board.matters.base import Fold
from services.notifications.board.matters.vacancy import Held, Vacancy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.held import (
    HeldFact,
    OfferRequestDone,
    OfferRequestHeld,
    OfferRequestRefused,
    OfferRequestTakenBack,
    RequestHeld,
    RequestRefused,
    VacancyRequestDone,
    VacancyRequestHeld,
    VacancyRequestRefused,
    VacancyRequestTakenBack,
)


def on_held(before: Vacancy | None, envelope: Envelope[RequestHeld]) -> Vacancy:
    fact = envelope.data
    service = envelope.source.rpartition("/")[2]
    held = Held(commune=fact.commune, service=service, asked=fact.asked, not_before=fact.not_before)
    return _with(before, fact, held)


def on_over(before: Vacancy | None, envelope: Envelope[HeldFact]) -> Vacancy:
    """It was done, or taken back: the facts of what was done say the rest."""
    return _with(before, envelope.data, None)


def on_refused(before: Vacancy | None, envelope: Envelope[RequestRefused]) -> Vacancy:
    fact = envelope.data
    known = before.held.get(fact.held_id) if before else None
    return _with(before, fact, known.having(refused=fact.codes) if known else None)


def _with(before: Vacancy | None, fact: HeldFact, held: Held | None) -> Vacancy:
    vacancy = before or Vacancy(vacancy_id=fact.vacancy_id)
    others = {held_id: one for held_id, one in vacancy.held.items() if held_id != fact.held_id}
    return vacancy.having(held={**others, **({fact.held_id: held} if held else {})})


FOLDS: Mapping[type[Fact], Fold] = {
    VacancyRequestHeld: on_held,
    VacancyRequestTakenBack: on_over,
    VacancyRequestDone: on_over,
    VacancyRequestRefused: on_refused,
    OfferRequestHeld: on_held,
    OfferRequestTakenBack: on_over,
    OfferRequestDone: on_over,
    OfferRequestRefused: on_refused,
}

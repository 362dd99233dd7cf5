"""The calls that a batch may answer, as search criteria for the candidates that the store looks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.matching.model import score
from services.matching.model.offers import way_to
from services.matching.model.seeker import AHEAD, today
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy
from shared.contracts.envelope import Envelope
from shared.contracts.vacancies import VacancyPosted, VacancyUnfilled
from shared.messaging.decisions import TimerFired

MARGIN = 10
"""Candidates read beyond those wanted, because an earlier message of the batch may take some away."""


@dataclass(frozen=True, slots=True)
class Need:
    """One call that this batch may answer. Lists are texts joined by spaces, because unnest takes no nested arrays.

    `available`: the last day on which a candidate may become available. `at`: until when waiting counts. `most`: how
    many candidates to read. `officers`: some candidates need an officer's confirmation, so more are read.
    """

    vacancy_id: str
    commune: str
    code: str
    least_digits: int
    education_rank: int
    least_education: int
    experience_years: int
    least_experience: int
    licences: str
    shifts: str
    contract: str
    pay: int | None
    minutes: int | None
    available: date
    at: datetime
    most: int
    officers: bool = False


def needs_of(
    messages: Sequence[Envelope[Any]], vacancies: Mapping[str, VacancyCopy], communes: Mapping[str, OfferingCommune]
) -> list[Need]:
    """The calls to hosted communes that the messages open or look at again, by the last message of each vacancy."""
    found: dict[tuple[str, str], Need] = {}
    for message in messages:
        vacancy, calls = _called(message, vacancies)
        if vacancy is None or vacancy.over:
            continue
        for call in calls:
            commune = communes.get(call.commune)
            if commune is not None and commune.hosted:
                found[vacancy.vacancy_id, call.commune] = _need(vacancy, call, commune, message.time)
    return list(found.values())


def _called(
    message: Envelope[Any], known: Mapping[str, VacancyCopy]
) -> tuple[VacancyCopy | None, Iterable[InvitedCall]]:
    """The vacancy as the message leaves it, and the calls that will be answered."""
    fact = message.data
    if isinstance(fact, TimerFired):
        vacancy = known.get(fact.key)
        return vacancy, vacancy.calls if vacancy else ()
    if not isinstance(fact, VacancyPosted | VacancyUnfilled):
        return None, ()
    before = known.get(fact.vacancy_id)
    invited = (fact.commune,) if isinstance(fact, VacancyPosted) else fact.invited
    seats = fact.seats if isinstance(fact, VacancyPosted) else fact.seats_left
    if before is not None and before.over:
        return None, ()
    # the fact is not applied yet: what it will make of the copy is needed to preselect candidates for it
    calls = {call.commune: call for call in before.calls} if before else {}
    calls |= {cut: InvitedCall(cut, 0) for cut in invited if cut not in calls}
    vacancy = VacancyCopy(fact.vacancy_id, fact.commune, fact.profile, seats, seats, message.time)
    return vacancy, [call for call in calls.values() if not call.answered]


def _need(vacancy: VacancyCopy, call: InvitedCall, commune: OfferingCommune, at: datetime) -> Need:
    wanted = vacancy.profile
    way = way_to(commune, vacancy)
    return Need(
        vacancy_id=vacancy.vacancy_id,
        commune=call.commune,
        code=wanted.occupation.code if wanted.occupation else "",
        least_digits=score.least_digits(wanted),
        education_rank=wanted.education.rank if wanted.education else 0,
        least_education=score.least_education(wanted),
        experience_years=wanted.experience_years,
        least_experience=score.least_experience(wanted),
        licences=" ".join(wanted.licences),
        shifts=" ".join(wanted.shifts),
        contract=score.contract(wanted) or "",
        pay=score.most_pay(wanted),
        minutes=way.minutes if way else None,
        available=today(at) + AHEAD,
        at=at,
        most=call.wants(vacancy.open_seats) + MARGIN,
        officers=vacancy.commune != call.commune and not commune.confirms,
    )

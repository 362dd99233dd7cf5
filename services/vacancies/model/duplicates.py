"""Duplicates: a vacancy that is posted again, or by two communes, is recognised and linked; an officer can part them.

Measured on real postings: at least one in ten repeats title, employer and place (DOMAIN).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.lifecycle import close
from services.vacancies.model.policy import Policy
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from shared.contracts.reasons import CloseReason, LinkReason
from shared.contracts.vacancies import Profile, VacancyLinked, VacancyParted, VacancyPosted
from shared.employers import bare, known_as
from shared.text import plain

UNNAMED = re.compile(
    r"(?:empresa |empleador )?(?:confidencial|reservad[oa]|anonim[oa])|particular|persona natural|sin nombre|"
    r"no informad[oa]|(?:importante )?(?:empresa|empleador)"
    r"(?: (?:agricola|de servicios|de la zona|(?:del? )?rubro \w+))*|"
    r"omil\b.*|(?:i |ilustre )?municipalidad\b.*"
)
"""Names, in the form that `known_as` gives them, which do not identify an employer."""

SEATS_GONE = frozenset(
    {CloseReason.FILLED_OUTSIDE, CloseReason.EMPLOYER_CHANGED_MIND, CloseReason.WITHDRAWN_BY_EMPLOYER}
)
"""If a vacancy is closed for one of these reasons its duplicates have no seats either, so they are closed with it."""

_SEATS_APPENDED = re.compile(r"\(\s*\d+\s+(?:vacantes?|cupos?)\s*\)")
"""The number of seats that the exchange appends to a title: «Packing (15 vacantes)» (DOMAIN)."""


def fingerprint(profile: Profile, commune: str) -> str:
    """What two postings of one vacancy have in common: employer without its legal form, title, place of work.

    Empty where the posting does not identify its employer, or names a job office in its place: a third of the postings
    on the exchange do so. An empty fingerprint matches no other, because two unnamed employers need not be one.
    """
    employer = known_as(profile.employer)
    if UNNAMED.fullmatch(employer):
        return ""
    title = _SEATS_APPENDED.sub("", plain(profile.title))
    return "|".join((employer, bare(title), profile.work_commune or commune))


def twin_of(vacancy: Vacancy, standing: Iterable[Vacancy], policy: Policy) -> Vacancy | None:
    """The oldest vacancy that this one repeats and that has not ended, if it was posted within the policy's window."""
    if not policy.twin_days or not vacancy.fingerprint:
        return None
    since = vacancy.posted_at - timedelta(days=policy.twin_days)
    # a linked vacancy is no candidate, so that links never form a chain
    same = [
        other
        for other in standing
        if other.fingerprint == vacancy.fingerprint
        and other.vacancy_id != vacancy.vacancy_id
        and other.stage not in OVER
        and other.stage is not Stage.LINKED
        and other.posted_at >= since
    ]
    return min(same, key=lambda v: (v.posted_at, v.vacancy_id), default=None)


def linked(vacancy: Vacancy, twin: Vacancy) -> VacancyLinked:
    return VacancyLinked(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        folio=vacancy.folio,
        title=vacancy.profile.title,
        twin_of=twin.vacancy_id,
        twin_commune=twin.commune,
        twin_folio=twin.folio,
        why=LinkReason.REPOST if twin.commune == vacancy.commune else LinkReason.TWO_COMMUNES,
    )


def part(vacancy: Vacancy, context: DecisionContext) -> Transition:
    """Make a linked vacancy one of its own: it is posted now and its home commune has the whole local window."""
    until = context.local_until(vacancy.commune, vacancy.urgency, None)
    own = replace(vacancy, stage=Stage.LOCAL, twin_of=None, local_until=until)
    fact = VacancyParted(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        title=vacancy.profile.title,
        twin_of=vacancy.twin_of or "",
    )
    copy = CopyHolder(own.vacancy_id, own.commune, own.revision, context.now)
    return Transition(own, (fact, posted(own)), (copy,))


def follow(twins: Iterable[Vacancy], ended: Vacancy, context: DecisionContext) -> list[Transition]:
    """What happens to the duplicates of a vacancy that has ended.

    If its seats are gone all of them are closed. Otherwise the oldest is posted in its place, and the others are linked
    to that one.
    """
    ordered = sorted(twins, key=lambda v: (v.posted_at, v.vacancy_id))
    if ended.stage is Stage.FILLED or ended.why_closed in SEATS_GONE:
        return [close(twin, CloseReason.DUPLICATE, context) for twin in ordered]
    if not ordered:
        return []
    first = part(ordered[0], context)
    others = [replace(twin, twin_of=first.vacancy.vacancy_id) for twin in ordered[1:]]
    return [first, *(Transition(twin, (linked(twin, first.vacancy),)) for twin in others)]


def posted(vacancy: Vacancy) -> VacancyPosted:
    return VacancyPosted(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        seats=vacancy.seats,
        profile=vacancy.profile,
        urgency=vacancy.urgency,
        local_until=vacancy.local_until,
        valid_through=vacancy.valid_through,
        folio=vacancy.folio,
    )

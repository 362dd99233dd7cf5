"""Requests about a vacancy: post, amend, withdraw, call the neighbours, part it from its twin, acknowledge a copy."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.vacancies.model import flow, seats, twins
from services.vacancies.model.around import Holder, Numbering, default_validity
from services.vacancies.model.calls import call_next
from services.vacancies.model.vacancy import Stage, Vacancy
from services.vacancies.table import an_officers, folio_after, free_in, lawful, open_vacancy, outcome, seated, table_of
from shared.bus.work import Outcome, Work, reject
from shared.contracts import intake
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.reasons import ReleaseReason, UnfilledReason
from shared.contracts.vacancies import Profile, VacancyAmended

OF_THE_VACANCY = frozenset({"seats", "urgency", "valid_through"})
"""What an amendment may name that is not of the profile."""


def post_vacancy(work: Work, said: Envelope[intake.VacancyPost], now: datetime) -> Outcome:
    """Open a vacancy of the asking commune. The same request makes the same vacancy."""
    asked = said.data
    seated(work, asked.commune)
    if asked.valid_through is not None and asked.valid_through <= now:
        raise reject("validity_over", "La vigencia ya terminó", "valid_through")
    table = table_of(work, now)
    vacancy_id = posted_as(said)
    if known := work.get(Vacancy, vacancy_id):  # asked again after the inbox has forgotten it
        return Outcome(result=_result(known))
    warnings = lawful(asked.profile, table, asked.published_on)
    numbering, folio = folio_after(work.get(Numbering, asked.commune), asked.commune, now)
    vacancy = Vacancy(
        vacancy_id=vacancy_id,
        commune=asked.commune,
        profile=asked.profile,
        urgency=asked.urgency,
        seats=asked.seats,
        posted_at=now,
        local_until=table.local_until(asked.commune, asked.urgency, asked.local_hours),
        valid_through=asked.valid_through or default_validity(now),
        folio=folio,
        fingerprint=twins.fingerprint(asked.profile, asked.commune),
        external_ref=asked.external_ref,
    )
    twin = None if asked.distinct else twins.twin_of(vacancy, work.all(Vacancy), table.policy)
    if twin:
        after = replace(vacancy, stage=Stage.LINKED, twin_of=twin.vacancy_id)
        return Outcome((numbering, after), (twins.linked(after, twin),), {**_result(after), **warnings})
    home_copy = Holder(vacancy_id, vacancy.commune, vacancy.revision, now)
    return Outcome((numbering, vacancy, home_copy), (twins.posted(vacancy),), {**_result(vacancy), **warnings})


def posted_as(said: Envelope[intake.VacancyPost]) -> str:
    """The id of the vacancy that a request makes: the same for the same request."""
    return derived_id(said.id, said.source)


def amend_vacancy(work: Work, said: Envelope[intake.VacancyAmend], now: datetime) -> Outcome:
    """Change what is named. Placed seats stay; of the held ones those given last go back if there are too many."""
    asked = said.data
    before = open_vacancy(work, asked.vacancy_id, asked.commune)
    if asked.if_revision is not None and asked.if_revision != before.revision:
        text = f"Otra persona la cambió: va en la revisión {before.revision}; léala de nuevo antes de cambiarla"
        raise reject("stale_revision", text, "if_revision")
    if asked.seats is not None and asked.seats < before.placed:
        text = f"Hay {before.placed} personas colocadas: los cupos no pueden bajar a {asked.seats}"
        raise reject("seats_placed", text, "seats")
    if asked.valid_through is not None and asked.valid_through <= now:
        raise reject("validity_over", "La vigencia ya terminó", "valid_through")
    table = table_of(work, now)
    profile = before.profile.model_copy(update=_of_the_profile(asked))
    warnings = lawful(profile, table, named=asked.named)
    own = {name: getattr(asked, name) for name in asked.named & OF_THE_VACANCY}
    alike = twins.fingerprint(profile, before.commune)
    amended = replace(flow.revised(before, table), profile=profile, fingerprint=alike, **own)
    step = seats.release(amended, seats.excess(amended), ReleaseReason.SEATS_REDUCED, now)
    step = replace(step, facts=(*step.facts, _amended(step.vacancy, tuple(sorted(asked.named)))))
    more = asked.seats is not None and asked.seats > before.seats
    opened = UnfilledReason.SEATS_ADDED if more else UnfilledReason.SEAT_RELEASED
    step = step.then(flow.advance(step.vacancy, table, free_in(work), opened))
    result = {"vacancy_id": amended.vacancy_id, "revision": str(amended.revision), **warnings}
    return outcome(work, before, step, table, result)


def withdraw_vacancy(work: Work, said: Envelope[intake.VacancyWithdraw], now: datetime) -> Outcome:
    """Close it, and say why to everybody who holds something of it."""
    before = open_vacancy(work, said.data.vacancy_id, said.data.commune)
    an_officers(said.data.why, "why")
    table = table_of(work, now)
    return outcome(work, before, flow.close(before, said.data.why, table), table, {"vacancy_id": before.vacancy_id})


def declare_unfilled(work: Work, said: Envelope[intake.VacancyDeclareUnfilled], now: datetime) -> Outcome:
    """The officer does not wait for the window: no damos abasto."""
    before = open_vacancy(work, said.data.vacancy_id, said.data.commune)
    an_officers(said.data.why, "why")
    if before.stage is Stage.LINKED:
        raise reject("linked_vacancy", "Está unida a otra vacante igual: sepárela primero", "vacancy_id")
    if before.stage is not Stage.LOCAL:
        raise reject("stale_stage", "Las comunas vecinas ya fueron consultadas", "vacancy_id")
    if before.open_seats <= 0:
        raise reject("no_open_seats", "No quedan cupos por llenar", "vacancy_id")
    table = table_of(work, now)
    step = call_next(before, table, said.data.why)
    return outcome(work, before, step, table, {"vacancy_id": before.vacancy_id})


def part_vacancy(work: Work, said: Envelope[intake.VacancyPart], now: datetime) -> Outcome:
    """It is another vacancy after all: it is posted now, with its whole local window."""
    before = open_vacancy(work, said.data.vacancy_id, said.data.commune)
    if before.stage is not Stage.LINKED:
        raise reject("not_linked", "La vacante no está unida a otra", "vacancy_id")
    step = twins.part(before, table_of(work, now))
    return Outcome((step.vacancy, *step.others), step.facts, {"vacancy_id": before.vacancy_id})


def acknowledge_copy(work: Work, said: Envelope[intake.VacancyAcknowledge], now: datetime) -> Outcome:
    """A commune with systems of its own is up to date with a vacancy, or has dropped it."""
    asked = said.data
    vacancy = work.get(Vacancy, asked.vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {asked.vacancy_id}", "vacancy_id")
    if asked.commune not in (vacancy.commune, *vacancy.asked):
        raise reject("no_copy", f"A la comuna {asked.commune} no se le ha entregado esta vacante", "commune")
    if asked.revision > vacancy.revision:
        raise reject("unknown_revision", f"La vacante va en la revisión {vacancy.revision}", "revision")
    return Outcome((acknowledged(work, asked.vacancy_id, asked.commune, asked.revision, now),))


def acknowledged(work: Work, vacancy_id: str, commune: str, revision: int, now: datetime) -> Holder:
    """The copy at its newest revision, whichever word of it comes first."""
    fresh = Holder(vacancy_id, commune, revision, now)
    known = work.get(Holder, fresh.key)
    return known if known is not None and known.revision >= revision else fresh


def _amended(vacancy: Vacancy, changed: tuple[str, ...]) -> VacancyAmended:
    return VacancyAmended(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        seats=vacancy.seats,
        profile=vacancy.profile,
        urgency=vacancy.urgency,
        valid_through=vacancy.valid_through,
        changed=changed,
        seats_left=vacancy.open_seats,
        folio=vacancy.folio,
        revision=vacancy.revision,
    )


def _result(vacancy: Vacancy) -> dict[str, str]:
    found = {"vacancy_id": vacancy.vacancy_id, "folio": vacancy.folio or ""}
    return {**found, "linked_to": vacancy.twin_of} if vacancy.twin_of else found


def _of_the_profile(asked: intake.VacancyAmend) -> dict[str, Any]:
    """The fields of the profile that the request names; what is null goes back to its default."""
    named = {name: getattr(asked, name) for name in asked.named - OF_THE_VACANCY}
    return {n: Profile.model_fields[n].get_default() if value is None else value for n, value in named.items()}

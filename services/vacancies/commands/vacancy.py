"""Requests about a vacancy: post, amend, withdraw, call the neighbours, part it from its twin, acknowledge a copy."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.vacancies.commands.guards import known_vacancy, open_vacancy, require_member, require_officers_reason
from services.vacancies.commands.validation import require_lawful
from services.vacancies.context import context_of, decision_of, free_in
from services.vacancies.model import duplicates, lifecycle, seats
from services.vacancies.model.acknowledgements import CopyHolder, acknowledged
from services.vacancies.model.calls import call_next
from services.vacancies.model.folio import FolioSeries, folio_after
from services.vacancies.model.ids import id_made_by
from services.vacancies.model.vacancy import Stage, Vacancy, default_validity
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.reasons import ReleaseReason, UnfilledReason
from shared.contracts.replies import Fault
from shared.contracts.vacancies import Profile, VacancyAmended
from shared.messaging.decisions import Decision, LoadedAggregates, reject

OF_THE_VACANCY = frozenset({"seats", "urgency", "valid_through"})
"""Fields of an amendment that are not fields of the profile."""


def post_vacancy(aggregates: LoadedAggregates, command: Envelope[intake.VacancyPost], now: datetime) -> Decision:
    """Open a vacancy of the asking commune. A repeated request opens no second one."""
    asked = command.data
    require_member(aggregates, asked.commune)
    context = context_of(aggregates, now)
    vacancy_id = id_made_by(command)
    if known := aggregates.get(Vacancy, vacancy_id):  # a repeat from after the retention of the inbox
        return Decision(result=_result(known))
    warnings = require_lawful(asked.profile, context, asked.published_on, also=_over(asked.valid_through, now))
    series, folio = folio_after(aggregates.get(FolioSeries, asked.commune), asked.commune, now)
    vacancy = Vacancy(
        vacancy_id=vacancy_id,
        commune=asked.commune,
        profile=asked.profile,
        urgency=asked.urgency,
        seats=asked.seats,
        posted_at=now,
        local_until=context.local_until(asked.commune, asked.urgency, asked.local_hours),
        valid_through=asked.valid_through or default_validity(now),
        fence=series.first_fence,
        folio=folio,
        fingerprint=duplicates.fingerprint(asked.profile, asked.commune),
        external_ref=asked.external_ref,
    )
    # with `distinct` the officer states that it is no duplicate, so that none is sought
    twin = None if asked.distinct else duplicates.twin_of(vacancy, aggregates.all(Vacancy), context.policy)
    if twin:
        after = replace(vacancy, stage=Stage.LINKED, twin_of=twin.vacancy_id)
        return Decision((series, after), (duplicates.linked(after, twin),), {**_result(after), **warnings})
    home_copy = CopyHolder(vacancy_id, vacancy.commune, vacancy.revision, now)
    return Decision((series, vacancy, home_copy), (duplicates.posted(vacancy),), {**_result(vacancy), **warnings})


def _over(valid_through: datetime | None, now: datetime) -> Iterator[Fault]:
    if valid_through is not None and valid_through <= now:
        yield Fault(code="validity_over", field="valid_through", text="La vigencia ya terminó")


def amend_vacancy(aggregates: LoadedAggregates, command: Envelope[intake.VacancyAmend], now: datetime) -> Decision:
    """Change the fields that are named. Placed seats stay; if seats are too few, the leases given last are released."""
    asked = command.data
    before = open_vacancy(aggregates, asked.vacancy_id, asked.commune)
    if asked.if_revision is not None and asked.if_revision != before.revision:
        text = f"Otra persona la cambió: va en la revisión {before.revision}; léala de nuevo antes de cambiarla"
        raise reject("stale_revision", text, "if_revision")
    faults = list(_over(asked.valid_through, now))
    if asked.seats is not None and asked.seats < before.placed:
        text = f"Hay {before.placed} personas colocadas: los cupos no pueden bajar a {asked.seats}"
        faults.append(Fault(code="seats_placed", field="seats", text=text))
    context = context_of(aggregates, now)
    profile = before.profile.model_copy(update=_of_the_profile(asked))
    warnings = require_lawful(profile, context, named=asked.named, also=faults)
    own = {name: getattr(asked, name) for name in asked.named & OF_THE_VACANCY}
    alike = duplicates.fingerprint(profile, before.commune)
    amended = replace(lifecycle.revised(before, context), profile=profile, fingerprint=alike, **own)
    # leases are released before the fact: its seats_left is what is left after the reduction
    transition = seats.release(amended, seats.excess(amended), ReleaseReason.SEATS_REDUCED, now)
    transition = replace(
        transition, facts=(*transition.facts, _amended(transition.vacancy, tuple(sorted(asked.named))))
    )
    more = asked.seats is not None and asked.seats > before.seats
    opened = UnfilledReason.SEATS_ADDED if more else UnfilledReason.SEAT_RELEASED
    transition = transition.then(lifecycle.advance(transition.vacancy, context, free_in(aggregates), opened))
    result = {"vacancy_id": amended.vacancy_id, "revision": str(amended.revision), **warnings}
    return decision_of(aggregates, before, transition, context, result)


def withdraw_vacancy(
    aggregates: LoadedAggregates, command: Envelope[intake.VacancyWithdraw], now: datetime
) -> Decision:
    """Close a vacancy with its reason; held seats are released, and every commune with a copy learns of it."""
    before = open_vacancy(aggregates, command.data.vacancy_id, command.data.commune)
    require_officers_reason(command.data.why, "why")
    context = context_of(aggregates, now)
    return decision_of(
        aggregates,
        before,
        lifecycle.close(before, command.data.why, context),
        context,
        {"vacancy_id": before.vacancy_id},
    )


def declare_unfilled(
    aggregates: LoadedAggregates, command: Envelope[intake.VacancyDeclareUnfilled], now: datetime
) -> Decision:
    """Call the neighbours before the local window is over, because the home office cannot cope (no damos abasto)."""
    before = open_vacancy(aggregates, command.data.vacancy_id, command.data.commune)
    require_officers_reason(command.data.why, "why")
    if before.stage is Stage.LINKED:
        raise reject("linked_vacancy", "Está unida a otra vacante igual: sepárela primero", "vacancy_id")
    if before.stage is not Stage.LOCAL:
        raise reject("stale_stage", "Las comunas vecinas ya fueron consultadas", "vacancy_id")
    if before.open_seats <= 0:
        raise reject("no_open_seats", "No quedan cupos por llenar", "vacancy_id")
    context = context_of(aggregates, now)
    transition = call_next(before, context, command.data.why)
    call = transition.vacancy.call
    # nobody may be left to ask; then the next fair is what is left
    told = {"invited": " ".join(call.invited), "answer_by": call.answer_by.isoformat()} if call else {"invited": ""}
    return decision_of(aggregates, before, transition, context, {"vacancy_id": before.vacancy_id, **told})


def part_vacancy(aggregates: LoadedAggregates, command: Envelope[intake.VacancyPart], now: datetime) -> Decision:
    """A linked vacancy is no duplicate after all: it is posted now, with its whole local window."""
    before = open_vacancy(aggregates, command.data.vacancy_id, command.data.commune)
    if before.stage is not Stage.LINKED:
        raise reject("not_linked", "La vacante no está unida a otra", "vacancy_id")
    transition = duplicates.part(before, context_of(aggregates, now))
    return Decision((transition.vacancy, *transition.others), transition.facts, {"vacancy_id": before.vacancy_id})


def acknowledge_copy(
    aggregates: LoadedAggregates, command: Envelope[intake.VacancyAcknowledge], now: datetime
) -> Decision:
    """A commune with systems of its own has brought its copy up to a revision, or has deleted it."""
    asked = command.data
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    if asked.commune not in (vacancy.commune, *vacancy.asked):
        raise reject("no_copy", f"A la comuna {asked.commune} no se le ha entregado esta vacante", "commune")
    if asked.revision > vacancy.revision:
        raise reject("unknown_revision", f"La vacante va en la revisión {vacancy.revision}", "revision")
    fresh = CopyHolder(asked.vacancy_id, asked.commune, asked.revision, now)
    return Decision((acknowledged(aggregates.get(CopyHolder, fresh.key), fresh),))


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
    """The fields of the profile that the request names; a field that is null goes back to its default."""
    named = {name: getattr(asked, name) for name in asked.named - OF_THE_VACANCY}
    return {n: Profile.model_fields[n].get_default() if value is None else value for n, value in named.items()}

"""Commands about a registration: amend its profile, confirm it, deactivate it, and let it lapse."""

from dataclasses import replace
from datetime import datetime

from services.matching import requests
from services.matching.commands import fitting
from services.matching.commands.guards import own_seeker
from services.matching.commands.leaving import held_seats, step_out
from services.matching.context import policy_in
from services.matching.model.offers import withdrawn
from services.matching.model.seeker import PauseReason, Seeker, SeekerProfile, SeekerState
from services.matching.model.vacancy import VacancyCopy
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.reasons import OfferWithdrawnReason
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, reject


def amend_seeker(aggregates: LoadedAggregates, command: Envelope[requests.SeekerAmend], now: datetime) -> Decision:
    """Amend a profile, which also confirms the registration. The seeker leaves queues and proposals they no longer fit.

    An offer that still fits keeps its score. The seeker is due, so that they are offered to the calls they fit now.
    """
    asked = command.data
    seeker, profile = _with_profile(aggregates, asked)
    amended = replace(seeker, profile=asked.changes.of(profile), look_at=None)
    # an amendment does not end a pause: only a confirmation does
    renewed = amended if seeker.pause else amended.confirmed(now, policy_in(aggregates).stale_days)
    renewed = replace(renewed, version=seeker.version + 1)
    changed: dict[str, Aggregate] = {renewed.key: renewed}
    facts: list[Fact] = []
    for vacancy_id in _no_longer_fits(aggregates, renewed, now):
        why = OfferWithdrawnReason.PROFILE_CHANGED
        more, withdrawals = step_out(aggregates, [renewed], why, now, only=vacancy_id)
        renewed = renewed.without_queue_places(vacancy_id)
        changed, facts = changed | more, facts + withdrawals
    changed |= fitting.out_of_proposals(aggregates, renewed, changed, now)
    changed[renewed.key] = renewed.due(now)
    return Decision(tuple(changed.values()), tuple(facts), _result(renewed))


def confirm_seeker(aggregates: LoadedAggregates, command: Envelope[requests.SeekerConfirm], now: datetime) -> Decision:
    """Confirm that a seeker still looks for work: the registration is renewed, and active again if it was not."""
    seeker, _ = _with_profile(aggregates, command.data)
    confirmed = seeker.confirmed(now, policy_in(aggregates).stale_days)
    again = confirmed.due(now) if seeker.pause else confirmed
    return Decision((again,), (), _result(again))


def deactivate_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerDeactivate], now: datetime
) -> Decision:
    """Deactivate a seeker: they leave every queue and give back a seat that is not a placement yet."""
    seeker, _ = _with_profile(aggregates, command.data)
    if seeker.pause:
        return Decision((), (), _result(seeker))
    if seeker.state is SeekerState.PLACED:
        raise reject("already_placed", "La persona ya tiene una colocación: no está buscando", "candidate_ref")
    return _out(aggregates, seeker.paused(PauseReason.ASKED, now), OfferWithdrawnReason.SEEKER_WITHDREW, now)


def expire(aggregates: LoadedAggregates, seeker: Seeker, now: datetime) -> Decision:
    """The registration was not confirmed in time: the seeker leaves every queue until it is."""
    # the instant of this timer counts as looked at, so that a later one has an instant of its own
    lapsed = replace(seeker.looked(), looked_at=seeker.due_at)
    return _out(aggregates, lapsed.paused(PauseReason.STALE, now), OfferWithdrawnReason.PROFILE_STALE, now)


def _out(aggregates: LoadedAggregates, seeker: Seeker, why: OfferWithdrawnReason, now: datetime) -> Decision:
    changed, facts = step_out(aggregates, [seeker], why, now)
    facts += withdrawn(seeker.commune, held_seats(seeker), why)
    return Decision(tuple(changed.values()), tuple(facts), _result(seeker))


def _with_profile(aggregates: LoadedAggregates, asked: requests.AtVersion) -> tuple[Seeker, SeekerProfile]:
    """The seeker at the version that the officer saw, and their profile. Raises Rejected."""
    seeker = own_seeker(aggregates, asked)
    if seeker.profile is None:
        raise reject("unknown_seeker", "El perfil de esta persona está en el sistema de su comuna", "candidate_ref")
    if asked.version not in (None, seeker.version):
        text = f"Otra persona cambió el perfil: va en la versión {seeker.version}. Véalo de nuevo antes de guardar"
        raise reject("version_mismatch", text, "If-Match")
    return seeker, seeker.profile


def _no_longer_fits(aggregates: LoadedAggregates, seeker: Seeker, now: datetime) -> list[str]:
    """The vacancies in whose queues the seeker is and whose limits they no longer meet."""
    met = [vacancy for place in seeker.queue_places if (vacancy := aggregates.get(VacancyCopy, place.vacancy_id))]
    return [vacancy.vacancy_id for vacancy in met if fitting.shut_out(aggregates, vacancy, seeker, now)]


def _result(seeker: Seeker) -> dict[str, str]:
    return {"candidate_ref": seeker.candidate_ref, "version": str(seeker.version)}

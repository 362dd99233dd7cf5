"""What becomes of a registration: it changes, is confirmed, pauses, and lapses when nobody confirms it."""

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
    """The profile changes, which also confirms the registration. Out of the lines and proposals they no longer fit.

    Where they still fit, the offer keeps the score it was made with; what calls for them now is looked through anew.
    """
    asked = command.data
    seeker, profile = _with_profile(aggregates, asked)
    amended = replace(seeker, profile=asked.changes.of(profile), look_at=None)
    renewed = amended if seeker.pause else amended.confirmed(now, policy_in(aggregates).stale_days)
    renewed = replace(renewed, version=seeker.version + 1)
    changed: dict[str, Aggregate] = {renewed.key: renewed}
    facts: list[Fact] = []
    for vacancy_id in _no_longer_fits(aggregates, renewed, now):
        why = OfferWithdrawnReason.PROFILE_CHANGED
        more, said_of_it = step_out(aggregates, [renewed], why, now, only=vacancy_id)
        renewed = renewed.without_queue_places(vacancy_id)
        changed, facts = changed | more, facts + said_of_it
    changed |= fitting.out_of_proposals(aggregates, renewed, changed, now)
    changed[renewed.key] = renewed.due(now)
    return Decision(tuple(changed.values()), tuple(facts), _told(renewed))


def confirm_seeker(aggregates: LoadedAggregates, command: Envelope[requests.SeekerConfirm], now: datetime) -> Decision:
    """They still look for work: renewed, and active again if they were not."""
    seeker, _ = _with_profile(aggregates, command.data)
    confirmed = seeker.confirmed(now, policy_in(aggregates).stale_days)
    again = confirmed.due(now) if seeker.pause else confirmed
    return Decision((again,), (), _told(again))


def deactivate_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerDeactivate], now: datetime
) -> Decision:
    """They do not look for now: out of every line, and a seat that is not yet a job is given back."""
    seeker, _ = _with_profile(aggregates, command.data)
    if seeker.pause:
        return Decision((), (), _told(seeker))
    if seeker.state is SeekerState.PLACED:
        raise reject("already_placed", "La persona ya tiene una colocación: no está buscando", "candidate_ref")
    return _out(aggregates, seeker.paused(PauseReason.ASKED, now), OfferWithdrawnReason.SEEKER_WITHDREW, now)


def expire(aggregates: LoadedAggregates, seeker: Seeker, now: datetime) -> Decision:
    """Nobody confirmed in time that they still look: they leave every line until somebody does."""
    lapsed = replace(seeker.looked(), looked_at=seeker.due_at)
    return _out(aggregates, lapsed.paused(PauseReason.STALE, now), OfferWithdrawnReason.PROFILE_STALE, now)


def _out(aggregates: LoadedAggregates, seeker: Seeker, why: OfferWithdrawnReason, now: datetime) -> Decision:
    changed, facts = step_out(aggregates, [seeker], why, now)
    facts += withdrawn(seeker.commune, held_seats(seeker), why)
    return Decision(tuple(changed.values()), tuple(facts), _told(seeker))


def _with_profile(aggregates: LoadedAggregates, asked: requests.AtVersion) -> tuple[Seeker, SeekerProfile]:
    """The seeker of the asking commune, as the officer saw them, and their profile. Raises Rejected."""
    seeker = own_seeker(aggregates, asked)
    if seeker.profile is None:
        raise reject("unknown_seeker", "El perfil de esta persona está en el sistema de su comuna", "candidate_ref")
    if asked.version not in (None, seeker.version):
        text = f"Otra persona cambió el perfil: va en la versión {seeker.version}. Véalo de nuevo antes de guardar"
        raise reject("version_mismatch", text, "If-Match")
    return seeker, seeker.profile


def _no_longer_fits(aggregates: LoadedAggregates, seeker: Seeker, now: datetime) -> list[str]:
    """The vacancies in whose lines they stand and whose limits they no longer meet."""
    met = [vacancy for place in seeker.queue_places if (vacancy := aggregates.get(VacancyCopy, place.vacancy_id))]
    return [vacancy.vacancy_id for vacancy in met if fitting.shut_out(aggregates, vacancy, seeker, now)]


def _told(seeker: Seeker) -> dict[str, str]:
    return {"candidate_ref": seeker.candidate_ref, "version": str(seeker.version)}

"""Commands about registrations: register a seeker, step back from a vacancy, deregister."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.matching import requests
from services.matching.commands import disclosure, fitting
from services.matching.commands.guards import member, own_seeker
from services.matching.commands.leaving import held_seats, leave, step_out
from services.matching.context import policy_in
from services.matching.model.disclosure import Erasure
from services.matching.model.identity_record import IdentityChange, IdentityRecord, record_of_identity
from services.matching.model.insurance import Insurance
from services.matching.model.offers import withdrawn
from services.matching.model.seeker import Seeker
from shared.contracts.envelope import Envelope
from shared.contracts.reasons import OfferWithdrawnReason
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, Rejected, reject


def register_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerRegister], now: datetime
) -> Decision:
    """Register a seeker of a hosted commune; they are due at once, so that they are offered to the calls they fit.

    The identity is stored in the same transaction, so that a rejected request stores nothing of it. If two requests
    register one person, the unique mark stops the later, which is decided again and finds them registered.

    A seeker who had left keeps their seats and the vacancies that they are excluded from. What another commune noted
    about their seguro de cesantía is deleted.
    """
    asked = command.data
    if not member(aggregates, asked.commune).hosted:
        text = f"La comuna {asked.commune} lleva sus inscripciones en su propio sistema"
        raise reject("commune_has_own_system", text, "commune")
    kept = record_of_identity(aggregates, asked.stated)
    ref = kept.candidate_ref if kept else asked.candidate_ref
    known = aggregates.get(Seeker, ref)
    if known is not None and not known.gone:
        raise _already_registered(known, asked.commune)
    ends = now + timedelta(days=policy_in(aggregates).stale_days)
    seeker = Seeker(ref, asked.commune, asked.can.profile, now, valid_until=ends)
    if known is not None:
        seeker = seeker.back(known)
    # notes about the insurance stay in the commune that made them
    noted = aggregates.get(Insurance, ref)
    changed: list[Aggregate] = [noted.forgotten()] if noted and noted.commune != asked.commune else []
    if asked.stated:
        what = "registered_again" if kept else "registered"
        changed.append(
            IdentityRecord(ref, asked.stated.mark, IdentityChange(asked.stated, what, asked.commune, "", now))
        )
    return Decision((seeker.due(now), *changed), (), {"candidate_ref": seeker.candidate_ref})


def _already_registered(known: Seeker, commune: str) -> Rejected:
    """The rejection names the pseudonym to the seeker's own office only, so that it can correct what changed."""
    text = f"La persona ya está inscrita en la comuna {known.commune}"
    if known.commune == commune:
        text += f" como {known.candidate_ref}: si cambió su nombre o contacto, corríjalo ahí"
    return reject("already_registered", text, "identity")


def step_back(aggregates: LoadedAggregates, command: Envelope[requests.SeekerStepBack], now: datetime) -> Decision:
    """A seeker does not want a vacancy: they leave its queue, or give their seat back."""
    seeker = own_seeker(aggregates, command.data)
    vacancy_id = command.data.vacancy_id
    if seeker.queue_place(vacancy_id) is None and not held_seats(seeker, vacancy_id):
        raise reject("unknown_offer", f"La persona no está ofrecida a la vacante {vacancy_id}", "vacancy_id")
    why = OfferWithdrawnReason.SEEKER_WITHDREW
    return leave(aggregates, [seeker], vacancy_id, why, now, {"candidate_ref": seeker.candidate_ref})


def deregister_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerDeregister], now: datetime
) -> Decision:
    """A seeker leaves every queue and proposal and gives back a seat that is not a placement yet.

    Their identity is erased only if they ask for it, which they can also do after they have left.
    """
    seeker = own_seeker(aggregates, command.data, or_gone=command.data.erase)
    why = OfferWithdrawnReason.SEEKER_WITHDREW
    # marked first, so that the proposals below drop them whether or not they fit
    gone = replace(seeker, gone=True, look_at=None)
    changed, facts = step_out(aggregates, [gone], why, now)
    changed |= fitting.out_of_proposals(aggregates, gone, changed, now)
    facts += withdrawn(seeker.commune, held_seats(seeker), why)
    erased: list[Aggregate] = []
    if command.data.erase:
        erased, revocations = disclosure.end_all(aggregates, seeker.candidate_ref, now)
        erased.append(Erasure(seeker.candidate_ref, now))
        facts += revocations
    return Decision((*changed.values(), *erased), tuple(facts), {"candidate_ref": seeker.candidate_ref})

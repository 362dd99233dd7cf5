"""Commands of offices about calls, by systems of their own or by hand: offer candidates, decline, withdraw."""

from dataclasses import replace
from datetime import datetime

from services.matching.commands.guards import called, none_free, require_own_candidates, why_not
from services.matching.commands.leaving import held_seats, leave
from services.matching.model.offers import declined, offer_id, offered_by_hand
from services.matching.model.proposals import Proposal, ProposalState, open_for
from services.matching.model.seeker import Seeker
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.replies import Fault
from shared.messaging.decisions import Decision, LoadedAggregates, Rejected, reject


def make_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferMake], now: datetime) -> Decision:
    """Offer candidates. Those with a seat, in the queue already or excluded from the vacancy are left out."""
    asked = command.data
    commune, vacancy, call = called(aggregates, asked)
    if commune.hosted:
        text = "La Mesa misma calcula cuánto calza cada persona de la comuna: ofrézcala a mano"
        raise reject("commune_is_hosted", text, "commune")
    require_own_candidates(aggregates, asked)
    offer = offer_id(command.id, vacancy.vacancy_id, asked.commune)
    chosen = {}
    for candidate in asked.candidates:
        ref = candidate.candidate_ref
        seeker = aggregates.get(Seeker, ref) or Seeker(ref, asked.commune, None, now)
        if seeker.may_queue(vacancy.vacancy_id):
            chosen[ref] = (candidate, seeker.offered(vacancy.vacancy_id, offer))
    if not chosen:
        text = "Ninguna de estas personas se puede ofrecer: ya tienen cupo, ya están ofrecidas o desistieron"
        raise reject("no_candidate_free", text, "candidates")
    fact = OfferMade(
        offer_id=offer,
        vacancy_id=vacancy.vacancy_id,
        commune=asked.commune,
        tier=call.tier,
        candidates=tuple(Candidate(**candidate.model_dump()) for candidate, _ in chosen.values()),
        complete=asked.complete,
    )
    after = replace(call, answered=True, complete=asked.complete, standing=call.standing + len(chosen))
    seekers = tuple(seeker for _, seeker in chosen.values())
    result = {"offer_id": offer, "offered": str(len(chosen))}
    return Decision((vacancy.with_call(after), *seekers), (fact,), result)


def offer_by_hand(aggregates: LoadedAggregates, command: Envelope[intake.CandidateOffer], now: datetime) -> Decision:
    """An officer offers people of the commune; who was proposed leaves the proposal. If one of them does not fit or is
    not free, nobody is offered, and the reason is given for each.
    """
    asked = command.data
    commune, vacancy, call = called(aggregates, asked)
    if not commune.hosted:
        raise reject("commune_has_own_system", "La comuna ofrece desde su propio sistema", "commune")
    if whys := why_not(aggregates, vacancy, asked, now):
        raise Rejected(*none_free(asked.candidate_refs, whys))
    people = [seeker for ref in asked.candidate_refs if (seeker := aggregates.get(Seeker, ref))]
    transition = offered_by_hand(vacancy, call, commune, people, command)
    waiting = open_for(aggregates.of(Proposal, vacancy.vacancy_id), asked.commune)
    left = (waiting.confirmed(waiting.refs - {*asked.candidate_refs}, None),) if waiting else ()
    result = {"offer_id": offer_id(command.id, vacancy.vacancy_id, asked.commune), "offered": str(len(people))}
    return Decision((transition.vacancy, *transition.seekers, *left), transition.facts, result)


def decline_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferDecline], now: datetime) -> Decision:
    """Decline a call, with the reasons. What waited for an officer of the commune is answered by it."""
    commune, vacancy, call = called(aggregates, command.data)
    if commune.hosted and call.answered:
        raise reject("already_answered", "La oficina ya respondió: retire a quienes ofreció", "vacancy_id")
    fact = declined(vacancy, call, command.data.reasons, command.id)
    after = replace(call, answered=True, complete=True)
    waiting = open_for(aggregates.of(Proposal, vacancy.vacancy_id), command.data.commune)
    answered = (waiting.answered(ProposalState.DECLINED, None),) if waiting else ()
    return Decision((vacancy.with_call(after), *answered), (fact,), {"offer_id": fact.offer_id})


def withdraw_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferWithdraw], now: datetime) -> Decision:
    """Withdraw candidates of an offer; a seat that they hold by it is given back."""
    asked = command.data
    faults, found = [], []
    for n, ref in enumerate(dict.fromkeys(asked.candidate_refs)):
        seeker = aggregates.get(Seeker, ref)
        if seeker is None or seeker.commune != asked.commune or not _in_offer(seeker, asked):
            text = f"{ref} no está en la oferta {asked.offer_id}"
            faults.append(Fault(code="unknown_candidate", field=f"candidate_refs.{n}", text=text))
        else:
            found.append(seeker)
    if faults:
        raise Rejected(*faults)
    return leave(aggregates, found, asked.vacancy_id, asked.why, now, {"offer_id": asked.offer_id})


def _in_offer(seeker: Seeker, asked: intake.OfferWithdraw) -> bool:
    place = seeker.queue_place(asked.vacancy_id)
    if place is not None and place.offer_id == asked.offer_id:
        return True
    return any(offer == asked.offer_id for _, offer, _ in held_seats(seeker, asked.vacancy_id))

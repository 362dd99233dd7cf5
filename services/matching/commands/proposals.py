"""Commands about proposals: an officer confirms or declines, the deadline passes, a free seeker joins."""

from collections.abc import Collection, Set
from dataclasses import replace
from datetime import datetime

from services.matching.commands.guards import none_free, why_not
from services.matching.context import Cause, confirmation_for
from services.matching.model.offers import MOST_OFFERS, calls_for, declined, offer_id, offered, proposed
from services.matching.model.proposals import Proposal, ProposalState
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.replies import Fault
from shared.messaging.decisions import NOTHING, Decision, LoadedAggregates, Rejected, reject


def confirm_proposal(
    aggregates: LoadedAggregates, command: Envelope[intake.ProposalConfirm], now: datetime
) -> Decision:
    """Offer the candidates that the officer kept, without those who are seated, have left or no longer fit; the result
    names these with the reason. Those about whom the officer answers later stay in the proposal, which stays open.

    A candidate whom the officer did not name is excluded from this vacancy: the officer knows why (unverified).
    """
    asked = command.data
    proposal, vacancy, call = _open(aggregates, asked, now)
    _of_proposal(proposal, asked)
    kept = [c for c in proposal.candidates if c.candidate_ref in asked.candidate_refs]
    whys = why_not(aggregates, vacancy, asked, now)
    free = tuple(c for c in kept if c.candidate_ref not in whys)
    if not free:
        raise Rejected(*none_free(asked.candidate_refs, whys))
    # the call is as complete as it was when the proposal looked at all candidates, and not while some may follow
    call = replace(call, complete=proposal.complete and not asked.later_refs)
    people = [seeker for c in free if (seeker := aggregates.get(Seeker, c.candidate_ref))]
    transition = offered(vacancy, call, free, people, command.id)
    named = {*asked.candidate_refs, *asked.later_refs}
    out = [aggregates.get(Seeker, ref) for ref in sorted(proposal.refs - named)]
    ours = [seeker for seeker in out if seeker and seeker.commune == asked.commune]
    left_out = [seeker.excluded(vacancy.vacancy_id) for seeker in ours]
    answered = proposal.confirmed(asked.later_refs, asked.officer)
    result = {"offer_id": offer_id(command.id, vacancy.vacancy_id, asked.commune), "offered": str(len(free))}
    if whys:
        result["left_out"] = "; ".join(f"{ref}: {why}" for ref, why in whys.items())
    return Decision((transition.vacancy, *transition.seekers, *left_out, answered), transition.facts, result)


def decline_proposal(
    aggregates: LoadedAggregates, command: Envelope[intake.ProposalDecline], now: datetime
) -> Decision:
    """The officer offers nobody, and gives the reasons."""
    proposal, vacancy, call = _open(aggregates, command.data, now)
    fact = declined(vacancy, call, command.data.reasons, command.id)
    # a commune that has offered candidates before has not declined the call
    facts = () if call.answered else (fact,)
    after = vacancy.with_call(replace(call, answered=True, complete=True))
    answered = proposal.answered(ProposalState.DECLINED, command.data.officer)
    return Decision((after, answered), facts, {"proposal_id": proposal.proposal_id})


def lapse(aggregates: LoadedAggregates, proposal_id: str) -> Decision:
    """No officer answered in time: the call is answered without an offer. A later change makes a new proposal."""
    proposal = aggregates.get(Proposal, proposal_id)
    if proposal is None or not proposal.open:
        return NOTHING
    vacancy = aggregates.get(VacancyCopy, proposal.vacancy_id)
    call = vacancy.call(proposal.commune) if vacancy else None
    if vacancy is None or call is None:
        return Decision((proposal.lapsed(),))
    return Decision((proposal.lapsed(), vacancy.with_call(replace(call, answered=True))))


def lapsed(aggregates: LoadedAggregates, commune: str) -> tuple[Proposal, ...]:
    """Every open proposal of a commune, lapsed, because its officers confirm no offers any more."""
    return tuple(one.lapsed() for one in aggregates.all(Proposal) if one.open and one.commune == commune)


def propose_freed(
    aggregates: LoadedAggregates,
    seeker: Seeker,
    vacancies: Collection[VacancyCopy],
    commune: OfferingCommune,
    asked: Set[str],
    cause: Cause,
) -> tuple[list[Proposal], list[VacancyCopy]]:
    """Put a seeker who has become free on the open proposals, or on new ones, of calls whose queues have room.

    As in `offer_freed`: a full queue sets `complete = false`, and a call that is not complete is due for another look
    at all candidates.
    """
    made: list[Proposal] = []
    changed: list[VacancyCopy] = []
    room = MOST_OFFERS
    for vacancy, call, found in calls_for(seeker, vacancies, commune, cause.at, asked):
        asking = confirmation_for(aggregates, commune, vacancy, cause)
        there = asking.waiting
        # the officer's sheet is full, or this seeker is in enough of them: mark it, so that it is filled from all later
        if not room or call.wants(vacancy.open_seats) <= (len(there.candidates) if there else 0):
            made += [replace(there, complete=False)] if there else []
            changed.append(vacancy.with_call(replace(call, complete=False)))
            continue
        room -= 1
        # a call that was answered from all candidates lacks only this one; any other is looked at as a whole
        if there or call.complete:
            made.append(proposed(vacancy, call, commune, [(seeker, found)], asking, cause.id))
        else:
            changed.append(vacancy.due(cause.now))
    return made, changed


def _open(
    aggregates: LoadedAggregates, asked: intake.AboutProposal, now: datetime
) -> tuple[Proposal, VacancyCopy, InvitedCall]:
    """The open proposal of the commune that asks, with its vacancy and call. Raises Rejected."""
    proposal = aggregates.get(Proposal, asked.proposal_id)
    if proposal is None:
        raise reject("unknown_proposal", f"No existe la propuesta {asked.proposal_id}", "proposal_id")
    if proposal.commune != asked.commune:
        raise reject("not_your_proposal", "La propuesta es de otra comuna", "commune")
    if not proposal.open or proposal.answer_by <= now:
        raise reject("stale_proposal", "La propuesta ya se respondió o se venció su plazo", "proposal_id")
    commune = aggregates.get(OfferingCommune, asked.commune)
    if commune is None or not commune.hosted:
        raise reject("commune_has_own_system", "La comuna ya no responde por la Mesa", "commune")
    vacancy = aggregates.get(VacancyCopy, proposal.vacancy_id)
    call = vacancy.call(asked.commune) if vacancy else None
    if vacancy is None or call is None or vacancy.over:
        raise reject("stale_vacancy", "La vacante ya terminó", "proposal_id")
    return proposal, vacancy, call


def _of_proposal(proposal: Proposal, asked: intake.ProposalConfirm) -> None:
    """Raises Rejected with each candidate who is not in the proposal, or is offered and left for later."""
    faults = [
        Fault(code="unknown_candidate", field=f"{name}.{n}", text=f"{ref} no está en la propuesta")
        for name, refs in (("candidate_refs", asked.candidate_refs), ("later_refs", asked.later_refs))
        for n, ref in enumerate(refs)
        if ref not in proposal.refs
    ]
    faults += [
        Fault(code="said_twice", field=f"later_refs.{n}", text=f"{ref} se ofrece ahora: no queda para después")
        for n, ref in enumerate(asked.later_refs)
        if ref in asked.candidate_refs
    ]
    if faults:
        raise Rejected(*faults)

"""What must be true of offers that need the word of an officer."""

from collections.abc import Iterator

from deploy.simulation.picking import facts_of, said_on, stored
from deploy.simulation.state import HistoryState
from services.matching.model.insurance import Insurance
from services.matching.model.proposals import Proposal
from shared.contracts.intake import CandidateOffer, OfferMake, ProposalConfirm
from shared.contracts.matching import (
    OfferMade,
    OfferWithdrawn,
    ProposalAnswered,
    ProposalChanged,
    ProposalLapsed,
    ProposalOpened,
)
from shared.contracts.reasons import OfferWithdrawnReason


def nobody_is_offered_without_the_officer(history: HistoryState) -> Iterator[str]:
    """Where a commune confirms its offers, and for who is paid by the seguro de cesantía and offered elsewhere, each
    offer follows from an officer's answer; and no answer is owed.
    """
    answers = _answers(history)
    noted = stored(history, "matching", Insurance)
    paid = {one.candidate_ref: one.noted_at for one in noted if one.beneficiary}
    confirming = history.world.confirming - {history.world.external}
    for heard in history.bus.heard("offers"):
        fact, said = heard.envelope.data, heard.envelope
        if not isinstance(fact, OfferMade) or said.causation_id in answers:
            continue
        if fact.commune in confirming:
            yield f"offer {fact.offer_id} of {fact.commune} was confirmed by nobody"
        for ref in (one.candidate_ref for one in fact.candidates if fact.tier):
            if ref in paid and paid[ref] < said.time:
                yield f"{ref} is paid by the fund and was offered to {fact.vacancy_id} without an officer"
    for one in stored(history, "matching", Proposal):
        if one.due_at is not None and one.due_at <= history.now:
            yield f"proposal {one.proposal_id} was due at {one.due_at}"


def who_was_offered_by_mistake_is_offered_by_an_officer(history: HistoryState) -> Iterator[str]:
    """Their next offer to that vacancy follows from an officer's answer; and nobody hears that they desisted."""
    answers, mistaken = _answers(history), set[tuple[str, str]]()
    for said in said_on(history, "offers"):
        fact = said.data
        if isinstance(fact, OfferWithdrawn) and fact.why is OfferWithdrawnReason.OFFERED_BY_MISTAKE:
            mistaken |= {(fact.vacancy_id, ref) for ref in fact.candidate_refs}
        if isinstance(fact, OfferMade):
            again = {(fact.vacancy_id, one.candidate_ref) for one in fact.candidates} & mistaken
            if again and said.causation_id not in answers:
                yield f"{sorted(again)} was offered by mistake, and again by nobody"
            mistaken -= again


def what_waits_for_an_officer_is_told(history: HistoryState) -> Iterator[str]:
    """Whoever hears the facts alone knows which proposals wait, and how many people wait in each."""
    told: dict[str, int] = {}
    for each in facts_of(history, "offers"):
        match each:
            case ProposalOpened() | ProposalChanged() as fact:
                told[fact.proposal_id] = fact.candidates
            case ProposalAnswered() as fact:
                told[fact.proposal_id] = fact.left
            case ProposalLapsed() as fact:
                told[fact.proposal_id] = 0
    kept = {p.proposal_id: len(p.candidates) if p.open else 0 for p in stored(history, "matching", Proposal)}
    if told != kept:
        wrong = sorted(each for each in told.keys() | kept.keys() if told.get(each) != kept.get(each))
        yield f"of the proposals {wrong} other people wait than is told"


def _answers(history: HistoryState) -> set[str]:
    """The ids of the requests by which officers, or systems of communes, have offered somebody."""
    asked = (heard.envelope for heard in history.bus.heard("intake"))
    return {
        envelope.id for envelope in asked if isinstance(envelope.data, CandidateOffer | OfferMake | ProposalConfirm)
    }

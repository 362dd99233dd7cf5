"""What is told of a proposal, whichever decision changed it: how many people wait, and what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from services.matching.model.proposals import Proposal, ProposalState
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import OfferMade, ProposalAnswered, ProposalChanged, ProposalLapsed, ProposalOpened
from shared.messaging.decisions import Decision, Handler, LoadedAggregates


def telling_of_proposals(handler: Handler) -> Handler:
    """The handler, with the facts of the proposals that its decision changes."""

    @wraps(handler)
    def decide(aggregates: LoadedAggregates, message: Envelope[Any], now: datetime) -> Decision:
        decision = handler(aggregates, message, now)
        changed = [each for each in decision.changed if isinstance(each, Proposal)]
        told = [
            fact for one in changed for fact in _told(aggregates.get(Proposal, one.key), one, _offered(one, decision))
        ]
        return replace(decision, facts=(*decision.facts, *told)) if told else decision

    return decide


def _told(before: Proposal | None, after: Proposal, offered: int) -> Iterator[Fact]:
    about = {"proposal_id": after.proposal_id, "vacancy_id": after.vacancy_id, "commune": after.commune}
    count = len(after.candidates)
    if before is None:
        yield ProposalOpened(**about, candidates=count, answer_by=after.answer_by)
    elif after.state is ProposalState.LAPSED:
        yield ProposalLapsed(**about)
    elif not after.open:
        yield ProposalAnswered(**about, offered=offered, left=0)
    elif offered and count < len(before.candidates):
        yield ProposalAnswered(**about, offered=offered, left=count)
    elif count != len(before.candidates):
        yield ProposalChanged(**about, candidates=count)


def _offered(one: Proposal, decision: Decision) -> int:
    """How many people a decision offers for the vacancy of a proposal, in the name of its commune."""
    made = [fact for fact in decision.facts if isinstance(fact, OfferMade)]
    mine = [fact for fact in made if (fact.vacancy_id, fact.commune) == (one.vacancy_id, one.commune)]
    return sum(len(fact.candidates) for fact in mine)

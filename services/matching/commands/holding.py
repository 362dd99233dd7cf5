"""What matching holds for a while, so that an officer may take it back."""

from services.matching.model.proposals import Proposal
from shared.contracts import intake
from shared.contracts.held import OfferRequestDone, OfferRequestHeld, OfferRequestRefused, OfferRequestTakenBack
from shared.messaging.decisions import LoadedAggregates
from shared.messaging.held import Holds


def _vacancy_of(aggregates: LoadedAggregates, asked: intake.AboutVacancy | intake.AboutProposal) -> str:
    """The vacancy that a request is about; that of a proposal stands in the proposal. Raises KeyError without one."""
    if isinstance(asked, intake.AboutVacancy):
        return asked.vacancy_id
    proposal = aggregates.get(Proposal, asked.proposal_id)
    if proposal is None:
        raise KeyError(asked.proposal_id)
    return proposal.vacancy_id


HOLDS = Holds(
    OfferRequestHeld, OfferRequestTakenBack, OfferRequestDone, OfferRequestRefused, intake.OfferTakeBack, _vacancy_of
)

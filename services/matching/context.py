"""What a decision sees beside the vacancy: policy, the people it considers, and where an officer comes first."""

from dataclasses import dataclass
from datetime import datetime

from services.matching.model.insurance import Insurance
from services.matching.model.offers import CandidatePool, OfferTransition, OfficerConfirmation
from services.matching.model.policy import POLICY, MatchingPolicy
from services.matching.model.proposals import Proposal, answer_by, open_for
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, OfferingCommune, Shortlist, VacancyCopy, shortlist_key
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates


def policy_in(aggregates: LoadedAggregates) -> MatchingPolicy:
    """What was configured, or the defaults."""
    return aggregates.get(MatchingPolicy, POLICY) or MatchingPolicy()


@dataclass(frozen=True, slots=True)
class Cause:
    """What a decision follows from: the id of the message and when it was said, the time now, and until when an answer
    is asked, if it says. Waiting is counted, and the day is that, of the message: the same always answers the same.
    """

    id: str
    at: datetime
    now: datetime
    asked_until: datetime | None = None


def pool_for(aggregates: LoadedAggregates, vacancy: VacancyCopy, call: InvitedCall, at: datetime) -> CandidatePool:
    """The shortlist that was loaded for this call, else every seeker of the commune that is at hand.

    Whoever is on it and not at hand is being changed by somebody else at this moment: they are passed over for now, and
    the pool says so. Of witnesses it is enough that one is at hand.
    """
    key = policy_in(aggregates).order_key
    found = aggregates.get(Shortlist, shortlist_key(vacancy.vacancy_id, call.commune))
    if found is None:
        return CandidatePool(aggregates.of(Seeker, call.commune), at, key)
    at_hand = [seeker for ref in found.refs if (seeker := aggregates.get(Seeker, ref))]
    skipped = len(at_hand) < len(found.refs) if found.fit else bool(found.refs) and not at_hand
    return CandidatePool(at_hand, at, key, found.more or skipped, skipped)


def confirmation_for(
    aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, cause: Cause
) -> OfficerConfirmation:
    """About whom of a commune's people an officer is asked before they are offered to this vacancy, and until when."""

    def about(seeker: Seeker) -> bool:
        return needs_officer(aggregates, commune, vacancy, seeker)

    waiting = open_for(aggregates.of(Proposal, vacancy.vacancy_id), commune.commune)
    return OfficerConfirmation(cause.now, answer_by(commune, cause.asked_until, cause.now), about, waiting)


def needs_officer(aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, seeker: Seeker) -> bool:
    """Whether an officer comes first: always where the commune says so, else for who is paid by the seguro de cesantía
    and would be offered to another commune, for a refusal there can cost them the payment.
    """
    if commune.confirms:
        return True
    insurance = aggregates.get(Insurance, seeker.candidate_ref) if vacancy.commune != commune.commune else None
    return insurance is not None and insurance.beneficiary


def decision_of(before: VacancyCopy | None, transition: OfferTransition) -> Decision:
    """What a step changes; nothing at all if it left the vacancy as it was."""
    changed: tuple[Aggregate, ...] = () if transition.vacancy == before else (transition.vacancy,)
    return Decision((*changed, *transition.seekers, *transition.proposals), transition.facts)

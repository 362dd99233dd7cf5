"""What a decision sees beside the vacancy: policy, the candidates to consider, and whether an officer confirms them."""

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
    """The configured policy, or the defaults."""
    return aggregates.get(MatchingPolicy, POLICY) or MatchingPolicy()


@dataclass(frozen=True, slots=True)
class Cause:
    """The message that causes a decision: its id and its time, the time now, and the deadline that the call sets for
    an answer (None: it sets none).

    Days of waiting and the day of availability are counted at the time of the message, not at the time of processing:
    so a message that is processed again leads to the offer of the first time.
    """

    id: str
    at: datetime
    now: datetime
    asked_until: datetime | None = None


def pool_for(aggregates: LoadedAggregates, vacancy: VacancyCopy, call: InvitedCall, at: datetime) -> CandidatePool:
    """The candidates of the shortlist that was loaded for this call; without one, every loaded seeker of the commune.

    A seeker who is on the shortlist and was not loaded is locked by another batch: the pool leaves them out and is
    marked as `skipped`. A shortlist of witnesses (nobody fits) needs only one of them, because they only show why.
    """
    key = policy_in(aggregates).order_key
    # without SQL (tests, simulation) there are no shortlists
    found = aggregates.get(Shortlist, shortlist_key(vacancy.vacancy_id, call.commune))
    if found is None:
        return CandidatePool(aggregates.of(Seeker, call.commune), at, key)
    loaded = [seeker for ref in found.refs if (seeker := aggregates.get(Seeker, ref))]
    skipped = len(loaded) < len(found.refs) if found.fit else bool(found.refs) and not loaded
    return CandidatePool(loaded, at, key, found.more or skipped, skipped)


def confirmation_for(
    aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, cause: Cause
) -> OfficerConfirmation:
    """Which of a commune's seekers need an officer's confirmation for this vacancy, and the deadline of the officer."""

    def about(seeker: Seeker) -> bool:
        return needs_officer(aggregates, commune, vacancy, seeker)

    # new candidates join an open proposal, so that the officer answers once
    waiting = open_for(aggregates.of(Proposal, vacancy.vacancy_id), commune.commune)
    return OfficerConfirmation(cause.now, answer_by(commune, cause.asked_until, cause.now), about, waiting)


def needs_officer(aggregates: LoadedAggregates, commune: OfferingCommune, vacancy: VacancyCopy, seeker: Seeker) -> bool:
    """Whether an officer confirms a seeker before they are offered: always if the commune requires it or if they were
    offered by mistake before; else only a beneficiary of the seguro de cesantía for a vacancy of another commune,
    because a refusal can cost them the payment.
    """
    if commune.confirms or vacancy.vacancy_id in seeker.by_hand:
        return True
    insurance = aggregates.get(Insurance, seeker.candidate_ref) if vacancy.commune != commune.commune else None
    return insurance is not None and insurance.beneficiary


def decision_of(before: VacancyCopy | None, transition: OfferTransition) -> Decision:
    """The Decision of a transition; the vacancy is in it only if the transition changed it."""
    changed: tuple[Aggregate, ...] = () if transition.vacancy == before else (transition.vacancy,)
    return Decision((*changed, *transition.seekers, *transition.proposals), transition.facts)

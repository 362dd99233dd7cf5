"""What follows from a timer of a vacancy, a seeker, a proposal, a disclosure or a tally."""

from datetime import datetime

from services.matching.commands import counter, disclosure, profiles, proposals
from services.matching.commands.answering import answer_calls
from services.matching.context import Cause, decision_of, needs_officer
from services.matching.model.counter import CounterTally
from services.matching.model.disclosure import Disclosure
from services.matching.model.offers import offer_freed
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import NOTHING, Decision, LoadedAggregates, TimerFired


def look_at_clock(aggregates: LoadedAggregates, timer: Envelope[TimerFired], now: datetime) -> Decision:
    """A vacancy looks for candidates, a seeker for vacancies; a proposal lapses, a disclosure ends, a count is told."""
    if timer.data.kind == Seeker.__name__:
        return _look_for(aggregates, aggregates.get(Seeker, timer.data.key), Cause(timer.id, timer.time, now))
    if timer.data.kind == Proposal.__name__:
        return proposals.lapse(aggregates, timer.data.key)
    if timer.data.kind == Disclosure.__name__:
        return disclosure.time_over(aggregates, timer.data.key, now)
    if timer.data.kind == CounterTally.__name__:
        return counter.tell_counted(aggregates, timer.data.key, now)
    before = aggregates.get(VacancyCopy, timer.data.key)
    if before is None:
        return NOTHING
    return decision_of(before, answer_calls(aggregates, before.looked(), Cause(timer.id, timer.time, now), again=True))


def _look_for(aggregates: LoadedAggregates, seeker: Seeker | None, cause: Cause) -> Decision:
    """Offer or propose a free seeker to the calls they fit; a registration that is not confirmed in time lapses."""
    if seeker is None:
        return NOTHING
    if seeker.stale(cause.now):
        return profiles.expire(aggregates, seeker, cause.now)
    commune = aggregates.get(OfferingCommune, seeker.commune)
    if commune is None or not commune.hosted or seeker.state is not SeekerState.FREE:
        return Decision((seeker.looked(),))
    # a call with an open proposal is answered by its officer; a second offer would go past them
    proposed = {one.vacancy_id for one in aggregates.all(Proposal) if one.open and one.commune == commune.commune}
    confirmed = [v for v in aggregates.all(VacancyCopy) if needs_officer(aggregates, commune, v, seeker)]
    joined, waiting = proposals.propose_freed(aggregates, seeker, confirmed, commune, proposed, cause)
    free = [v for v in aggregates.all(VacancyCopy) if not needs_officer(aggregates, commune, v, seeker)]
    offered, transitions = offer_freed(seeker.looked(), free, commune, proposed, cause.at, cause.now, cause.id)
    facts = tuple(fact for transition in transitions for fact in transition.facts)
    return Decision((offered, *(transition.vacancy for transition in transitions), *waiting, *joined), facts)

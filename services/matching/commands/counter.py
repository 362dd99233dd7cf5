"""What is told of an office's counter, whatever was decided there: counts, late, and nobody."""

from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from services.matching.model.counter import CounterTally, tally_key
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Envelope
from shared.contracts.matching import CounterAct, CounterCounted
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates


def counting(act: CounterAct, handler: Handler) -> Handler:
    """The handler, and the person of a request that it grants, counted for their commune."""

    @wraps(handler)
    def decide(aggregates: LoadedAggregates, message: Envelope[Any], now: datetime) -> Decision:
        decision = handler(aggregates, message, now)
        commune = message.data.commune
        tally = aggregates.get(CounterTally, tally_key(commune, act)) or CounterTally(commune, act)
        # whoever is registered again keeps the pseudonym that they have
        ref = decision.result.get("candidate_ref", message.data.candidate_ref)
        counted = tally.with_person(ref, now)
        return replace(decision, changed=(*decision.changed, counted))

    return decide


def tell_counted(aggregates: LoadedAggregates, key: str, now: datetime) -> Decision:
    """The count of the days that are over, and the counting begins anew."""
    tally = aggregates.get(CounterTally, key)
    if tally is None or tally.due_at is None or tally.due_at > now or tally.since is None:
        return NOTHING
    # what came after midnight, before this timer was looked at, is told with the rest of the day before
    until = now.astimezone(SANTIAGO).date()
    fact = CounterCounted(commune=tally.commune, act=tally.act, count=len(tally.people), since=tally.since, until=until)
    return Decision((tally.told(),), (fact,))

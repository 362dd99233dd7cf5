"""The command of the clock: a vacancy or the heartbeat is due."""

from datetime import datetime

from services.vacancies.context import context_of, decision_of, free_in
from services.vacancies.model import lifecycle
from services.vacancies.model.heartbeat import Heartbeat
from services.vacancies.model.vacancy import Vacancy
from shared.contracts.envelope import Envelope
from shared.contracts.vacancies import BusPulse
from shared.messaging.decisions import NOTHING, Decision, LoadedAggregates, TimerFired


def look_at_clock(aggregates: LoadedAggregates, timer: Envelope[TimerFired], now: datetime) -> Decision:
    """A vacancy is due, because its window, its call, a lease or its validity has ended; or the heartbeat is due."""
    context = context_of(aggregates, now)
    if timer.data.kind == Heartbeat.__name__:
        heartbeat = (aggregates.get(Heartbeat, timer.data.key) or Heartbeat()).sent(now, context.policy)
        return Decision((heartbeat,), (BusPulse(pulse_id=timer.id),))
    before = aggregates.get(Vacancy, timer.data.key)
    if before is None:
        return NOTHING
    return decision_of(aggregates, before, lifecycle.timer_fired(before, context, free_in(aggregates)), context)

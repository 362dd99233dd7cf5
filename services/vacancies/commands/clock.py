"""What the clock asks: a vacancy is due, or the heartbeat is."""

from datetime import datetime

from services.vacancies.model import flow
from services.vacancies.model.pulse import Pulse
from services.vacancies.model.vacancy import Vacancy
from services.vacancies.table import free_in, outcome, table_of
from shared.bus.work import NOTHING, Outcome, Tick, Work
from shared.contracts.envelope import Envelope
from shared.contracts.vacancies import BusPulse


def look_at_clock(work: Work, said: Envelope[Tick], now: datetime) -> Outcome:
    """A vacancy is due: its window, its call, a lease or its validity has ended. Or it is time for a heartbeat."""
    table = table_of(work, now)
    if said.data.kind == Pulse.__name__:
        pulse = (work.get(Pulse, said.data.key) or Pulse()).said(now, table.policy)
        return Outcome((pulse,), (BusPulse(pulse_id=said.id),))
    before = work.get(Vacancy, said.data.key)
    if before is None:
        return NOTHING
    return outcome(work, before, flow.clock(before, table, free_in(work)), table)

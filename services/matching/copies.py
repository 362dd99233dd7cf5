"""What matching says back to the one who owns a vacancy: whose copies are up to date, and that the bus is alive."""

from datetime import datetime

from services.matching.model.vacancy import Commune, Vacancy
from shared.bus.work import Outcome, Work
from shared.contracts.envelope import Envelope
from shared.contracts.matching import CopyAcknowledged, PulseReturned
from shared.contracts.vacancies import BusPulse


def acknowledged(work: Work, vacancy: Vacancy, revision: int | None) -> tuple[CopyAcknowledged, ...]:
    """One for each commune that we answer for and that holds the vacancy; the others acknowledge by themselves."""
    if revision is None:  # said by a writer from before copies were acknowledged
        return ()
    held = sorted({call.commune for call in vacancy.calls})
    ours = [cut for cut in held if (commune := work.get(Commune, cut)) and commune.hosted]
    return tuple(CopyAcknowledged(vacancy_id=vacancy.vacancy_id, commune=cut, revision=revision) for cut in ours)


def on_pulse(work: Work, said: Envelope[BusPulse], now: datetime) -> Outcome:
    """The heartbeat goes back at once."""
    return Outcome((), (PulseReturned(pulse_id=said.data.pulse_id, sent_at=said.time),))

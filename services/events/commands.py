"""What offices and the clock ask of the agenda: a fair is scheduled, a fair is over."""

from dataclasses import replace
from datetime import datetime

from services.events.model import Fair, FairHost, UnfilledVacancy, fair_of, put_on_list, scheduled
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import FairSchedule
from shared.messaging.decisions import NOTHING, Aggregate, Decision, LoadedAggregates, TimerFired, reject


def schedule_fair(aggregates: LoadedAggregates, command: Envelope[FairSchedule], now: datetime) -> Decision:
    """Plan a fair; what waits for one, or for a later one, goes on its list."""
    asked = command.data
    host = aggregates.get(FairHost, asked.commune)
    if host is None or not host.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {asked.commune} no está en la Mesa", "commune")
    if asked.starts_at <= now:
        raise reject("starts_in_the_past", "La feria tiene que empezar en el futuro", "starts_at")
    fair = Fair(fair_of(command), asked.commune, asked.title, asked.place, asked.starts_at, asked.ends_at)
    if aggregates.get(Fair, fair.fair_id) is not None:  # asked again after the inbox has forgotten it
        return Decision(result={"fair_id": fair.fair_id})
    changed, facts = _lists(aggregates, [*aggregates.all(Fair), fair], now)
    return Decision((fair, *changed), (scheduled(fair), *facts), {"fair_id": fair.fair_id})


def conclude_fair(aggregates: LoadedAggregates, timer: Envelope[TimerFired], now: datetime) -> Decision:
    """A fair has ended: what is still open goes to the next one."""
    fair = aggregates.get(Fair, timer.data.key)
    if fair is None or fair.over or fair.ends_at > now:
        return NOTHING
    others = [other for other in aggregates.all(Fair) if other.fair_id != fair.fair_id]
    changed, facts = _lists(aggregates, others, now)
    return Decision((replace(fair, over=True), *changed), facts)


def _lists(aggregates: LoadedAggregates, fairs: list[Fair], now: datetime) -> tuple[list[Aggregate], tuple[Fact, ...]]:
    """Put every unfilled vacancy on the list of its next fair, in a stable order."""
    changed: list[Aggregate] = []
    facts: list[Fact] = []
    for before in sorted(aggregates.all(UnfilledVacancy), key=lambda s: s.vacancy_id):
        after, said = put_on_list(before, fairs, now)
        facts += said
        if after is not before:
            changed.append(after)
    return changed, tuple(facts)

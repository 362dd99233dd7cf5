"""Commands about fairs: an office schedules one, and the clock concludes one that has ended."""

from dataclasses import replace
from datetime import datetime

from services.events.model import Fair, FairHost, UnfilledVacancy, fair_of, put_on_list, scheduled
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import FairSchedule
from shared.messaging.decisions import NOTHING, Aggregate, Decision, LoadedAggregates, TimerFired, reject


def schedule_fair(aggregates: LoadedAggregates, command: Envelope[FairSchedule], now: datetime) -> Decision:
    """Schedule a fair. Unfilled vacancies without a fair, or with a later one, go on its list."""
    request = command.data
    host = aggregates.get(FairHost, request.commune)
    if host is None or not host.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {request.commune} no está en la Mesa", "commune")
    if request.starts_at <= now:
        raise reject("starts_in_the_past", "La feria tiene que empezar en el futuro", "starts_at")
    fair = Fair(fair_of(command), request.commune, request.title, request.place, request.starts_at, request.ends_at)
    if aggregates.get(Fair, fair.fair_id) is not None:  # repeated after the inbox has deleted the first request
        return Decision(result={"fair_id": fair.fair_id})
    changed, facts = _lists(aggregates, [*aggregates.all(Fair), fair], now)
    return Decision((fair, *changed), (scheduled(fair), *facts), {"fair_id": fair.fair_id})


def conclude_fair(aggregates: LoadedAggregates, timer: Envelope[TimerFired], now: datetime) -> Decision:
    """Conclude a fair that has ended: vacancies on its list that are still open go to the next one."""
    fair = aggregates.get(Fair, timer.data.key)
    if fair is None or fair.over or fair.ends_at > now:
        return NOTHING
    others = [other for other in aggregates.all(Fair) if other.fair_id != fair.fair_id]
    changed, facts = _lists(aggregates, others, now)
    return Decision((replace(fair, over=True), *changed), facts)


def _lists(aggregates: LoadedAggregates, fairs: list[Fair], now: datetime) -> tuple[list[Aggregate], tuple[Fact, ...]]:
    """Put every unfilled vacancy on the list of its next fair, ordered by id so that a replay gives equal facts."""
    changed: list[Aggregate] = []
    facts: list[Fact] = []
    for before in sorted(aggregates.all(UnfilledVacancy), key=lambda vacancy: vacancy.vacancy_id):
        after, listed = put_on_list(before, fairs, now)
        facts += listed
        if after is not before:
            changed.append(after)
    return changed, tuple(facts)

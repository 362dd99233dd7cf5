"""Handlers of the facts of other services, and the table of every fact, request and timer that events handles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.events import commands
from services.events.model import Fair, FairHost, UnfilledVacancy, put_on_list
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.intake import FairSchedule
from shared.contracts.vacancies import (
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyUnfilled,
)
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates, TimerFired


def on_commune(aggregates: LoadedAggregates, event: Envelope[CommuneFact], now: datetime) -> Decision:
    """A commune has joined or changed: it can host fairs."""
    return Decision((FairHost(event.data.commune, event.data.name, True),))


def on_commune_left(aggregates: LoadedAggregates, event: Envelope[CommuneLeft], now: datetime) -> Decision:
    """A commune has left the Mesa: it schedules no more fairs; those it scheduled stay."""
    return Decision((FairHost(event.data.commune, event.data.name, False),))


def on_unfilled(aggregates: LoadedAggregates, event: Envelope[VacancyUnfilled], now: datetime) -> Decision:
    """A vacancy that the network could not fill goes on the list of the next fair; called again, it leaves it."""
    fact = event.data
    known = aggregates.get(UnfilledVacancy, fact.vacancy_id)
    if not fact.exhausted:
        return NOTHING if known is None or known.gone else _leaves(known)
    unfilled = UnfilledVacancy(fact.vacancy_id, fact.commune, fact.profile.title, fact.seats_left, fact.valid_through)
    # the list it is on already must not be announced a second time
    listed_on = known.fair_id if known and not known.gone else None
    after, facts = put_on_list(replace(unfilled, fair_id=listed_on), aggregates.all(Fair), now)
    return Decision((after,), facts)


def on_amended(aggregates: LoadedAggregates, event: Envelope[VacancyAmended], now: datetime) -> Decision:
    """Seats, title or expiry have changed. A vacancy that expires before its fair goes to an earlier one or waits."""
    known = aggregates.get(UnfilledVacancy, event.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    fact = event.data
    left = known.seats_left if fact.seats_left is None else fact.seats_left
    if left == 0:
        return _leaves(known)
    amended = replace(known, title=fact.profile.title, valid_through=fact.valid_through, seats_left=left)
    after, facts = put_on_list(amended, aggregates.all(Fair), now)
    return Decision((after,), facts)


def on_leased(aggregates: LoadedAggregates, event: Envelope[SeatLeased], now: datetime) -> Decision:
    """A seat was leased: one less to fill at the fair. Without open seats the vacancy leaves the list."""
    known = aggregates.get(UnfilledVacancy, event.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    # the list keeps the vacancy as long as one seat is open
    left = replace(known, seats_left=known.seats_left - 1)
    return Decision((left,)) if left.seats_left > 0 else _leaves(left)


def on_released(aggregates: LoadedAggregates, event: Envelope[SeatReleased], now: datetime) -> Decision:
    """A seat was released: one more to fill at the fair."""
    known = aggregates.get(UnfilledVacancy, event.data.vacancy_id)
    if known is None or known.gone:
        return NOTHING
    return Decision((replace(known, seats_left=known.seats_left + 1),))


def on_over(aggregates: LoadedAggregates, event: Envelope[VacancyFilled | VacancyClosed], now: datetime) -> Decision:
    """A vacancy was filled or closed: it leaves the list."""
    known = aggregates.get(UnfilledVacancy, event.data.vacancy_id)
    return NOTHING if known is None or known.gone else _leaves(known)


def _leaves(vacancy: UnfilledVacancy) -> Decision:
    return Decision((replace(vacancy, gone=True, fair_id=None),))


HANDLERS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    VacancyUnfilled: on_unfilled,
    VacancyAmended: on_amended,
    SeatLeased: on_leased,
    SeatReleased: on_released,
    VacancyFilled: on_over,
    VacancyClosed: on_over,
    FairSchedule: commands.schedule_fair,
    TimerFired: commands.conclude_fair,
}

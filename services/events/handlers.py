"""Handlers of the facts of other services, and the table of every fact, request and timer that events handles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.events.commands import activities, agenda, clock, dates
from services.events.model.activities import Activity
from services.events.model.listing import UnfilledVacancy, put_on_list
from services.events.model.offices import Office
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope
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
    """A commune has joined or changed: it takes part, and the ways to others are as it says."""
    fact = event.data
    minutes = {way.to: way.minutes for way in fact.travel}
    return Decision((Office(fact.commune, fact.name, True, minutes),))


def on_commune_left(aggregates: LoadedAggregates, event: Envelope[CommuneLeft], now: datetime) -> Decision:
    """A commune has left the Mesa: it plans nothing more; what it planned stays until somebody calls it off."""
    known = aggregates.get(Office, event.data.commune)
    return Decision((Office(event.data.commune, event.data.name, False, known.minutes if known else {}),))


def on_unfilled(aggregates: LoadedAggregates, event: Envelope[VacancyUnfilled], now: datetime) -> Decision:
    """A vacancy that the network could not fill goes on the list of the next fair; called again, it leaves it."""
    fact = event.data
    known = aggregates.get(UnfilledVacancy, fact.vacancy_id)
    if not fact.exhausted:
        return NOTHING if known is None or known.gone else _leaves(known)
    unfilled = UnfilledVacancy(fact.vacancy_id, fact.commune, fact.profile.title, fact.seats_left, fact.valid_through)
    # the list it is on already must not be announced a second time
    listed_on = known.fair_id if known and not known.gone else None
    after, facts = put_on_list(replace(unfilled, fair_id=listed_on), aggregates.all(Activity), now)
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
    after, facts = put_on_list(amended, aggregates.all(Activity), now)
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
    intake.FairSchedule: activities.schedule_activity,
    intake.EncuentroSchedule: activities.schedule_activity,
    intake.MeetingSchedule: activities.schedule_activity,
    intake.VisitSchedule: activities.schedule_activity,
    intake.ActivityMove: activities.move_activity,
    intake.ActivityCancel: activities.cancel_activity,
    intake.ActivityConclude: activities.conclude_activity,
    intake.DatePropose: dates.propose_date,
    intake.DateVote: dates.vote_date,
    intake.DateWithdraw: dates.withdraw_date,
    intake.ClashAccept: agenda.accept_clash,
    intake.VenueRegister: agenda.register_venue,
    intake.ResourceRegister: agenda.register_resource,
    intake.BusyEnter: agenda.enter_busy,
    intake.BusyRemove: agenda.remove_busy,
    intake.CalendarImport: agenda.import_calendar,
    TimerFired: clock.look_at_clock,
}

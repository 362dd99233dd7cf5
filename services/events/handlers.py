"""Handlers of the facts of other services, and the table of every fact, request and timer that events handles."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.events.commands import (
    activities,
    agenda,
    agreements,
    attendance,
    calendars,
    cards,
    clock,
    dates,
    foundings,
    plans,
    preparation,
    questions,
    renditions,
)
from services.events.commands.attendance import led_to
from services.events.model.activities import Activity
from services.events.model.employers import KnownEmployer
from services.events.model.listing import UnfilledVacancy, put_on_list
from services.events.model.offices import Office
from services.events.model.silence import SilentAnswer
from services.events.refreshing import CalendarRefresh
from services.events.requests import CalendarSubscribe, CalendarUnsubscribe, FeedMake, FeedRevoke
from shared.contracts import intake
from shared.contracts.communes import CommuneChanged, CommuneFact, CommuneJoined, CommuneLeft, OmilType
from shared.contracts.employers import EmployerContacted, EmployerVisitPlanned
from shared.contracts.envelope import Envelope
from shared.contracts.vacancies import (
    CallUnanswered,
    CandidateReferred,
    PlacementDeclared,
    PlacementUndone,
    PlacementVerified,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
    VacancyClosed,
    VacancyFilled,
    VacancyPosted,
    VacancyUnfilled,
)
from shared.employers import employer_of
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates, TimerFired


def on_commune(aggregates: LoadedAggregates, event: Envelope[CommuneFact], now: datetime) -> Decision:
    """A commune has joined or changed: it takes part, and the ways to others are as it says."""
    fact = event.data
    minutes = {way.to: way.minutes for way in fact.travel}
    email = fact.contact.email if fact.contact else None
    return Decision((Office(fact.commune, fact.name, True, minutes, fact.omil_type, email),))


def on_commune_left(aggregates: LoadedAggregates, event: Envelope[CommuneLeft], now: datetime) -> Decision:
    """A commune has left the Mesa: it plans nothing more; what it planned stays until somebody calls it off.

    Questions that wait for it are passed on, its own are taken back.
    """
    known = aggregates.get(Office, event.data.commune)
    minutes, kind = (known.minutes, known.omil_type) if known else ({}, OmilType.IV)
    office = Office(event.data.commune, event.data.name, False, minutes, kind)
    passed_on = questions.without_office(aggregates, event.data.commune, now)
    return Decision((office, *passed_on.changed), passed_on.facts)


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


def on_referred(aggregates: LoadedAggregates, event: Envelope[CandidateReferred], now: datetime) -> Decision:
    """A person was referred: if they were interviewed at a fair, it led this far."""
    fact = event.data
    return led_to(aggregates, fact.vacancy_id, fact.candidate_ref, fact.candidate_commune, referred=True)


def on_placed(aggregates: LoadedAggregates, event: Envelope[PlacementDeclared], now: datetime) -> Decision:
    """A person was placed."""
    fact = event.data
    return led_to(aggregates, fact.vacancy_id, fact.candidate_ref, fact.candidate_commune, placed=True)


def on_undone(aggregates: LoadedAggregates, event: Envelope[PlacementUndone], now: datetime) -> Decision:
    """A placement was none."""
    fact = event.data
    return led_to(aggregates, fact.vacancy_id, fact.candidate_ref, fact.candidate_commune, placed=False)


def on_verified(aggregates: LoadedAggregates, event: Envelope[PlacementVerified], now: datetime) -> Decision:
    """The contributions confirm a placement."""
    fact = event.data
    seated = {"placed": True, "verified": True}
    return led_to(aggregates, fact.vacancy_id, fact.candidate_ref, fact.candidate_commune, **seated)


def on_contact(
    aggregates: LoadedAggregates, event: Envelope[EmployerContacted | EmployerVisitPlanned], now: datetime
) -> Decision:
    """An office reaches an employer: it may be invited to a fair."""
    return _known_by(aggregates, event.data.employer_id, event.data.employer, event.data.commune, event.time)


def on_posted(aggregates: LoadedAggregates, event: Envelope[VacancyPosted], now: datetime) -> Decision:
    """An employer has a vacancy: it may be invited to a fair."""
    employer = event.data.profile.employer
    return _known_by(aggregates, employer_of(employer), employer, event.data.commune, event.time)


def _known_by(aggregates: LoadedAggregates, employer_id: str, name: str, commune: str, at: datetime) -> Decision:
    known = aggregates.get(KnownEmployer, employer_id) or KnownEmployer(employer_id, name, (), at)
    communes = tuple(sorted({*known.communes, commune}))
    return Decision((replace(known, communes=communes, last_at=max(at, known.last_at)),))


def on_unanswered(aggregates: LoadedAggregates, event: Envelope[CallUnanswered], now: datetime) -> Decision:
    """An office did not answer a call: the table speaks about it when it meets."""
    fact = event.data
    return Decision((SilentAnswer(fact.vacancy_id, fact.office, fact.tier, fact.commune, fact.title, fact.answer_by),))


def _leaves(vacancy: UnfilledVacancy) -> Decision:
    return Decision((replace(vacancy, gone=True, fair_id=None),))


HANDLERS: Mapping[type, Handler] = {
    CommuneJoined: on_commune,
    CommuneChanged: on_commune,
    CommuneLeft: on_commune_left,
    CandidateReferred: on_referred,
    PlacementDeclared: on_placed,
    PlacementUndone: on_undone,
    PlacementVerified: on_verified,
    EmployerContacted: on_contact,
    EmployerVisitPlanned: on_contact,
    VacancyPosted: on_posted,
    VacancyUnfilled: on_unfilled,
    CallUnanswered: on_unanswered,
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
    intake.ActivityPrepare: preparation.prepare_activity,
    intake.TaskFinish: preparation.finish_task,
    intake.EmployerInvite: preparation.invite_employer,
    intake.EmployerAnswer: preparation.answer_employer,
    intake.FairCheckIn: attendance.check_in,
    intake.AgreementMake: agreements.make_agreement,
    intake.AgreementKeep: agreements.keep_agreement,
    intake.AgreementDrop: agreements.drop_agreement,
    intake.VisitReport: agreements.report_visit,
    intake.DatePropose: dates.propose_date,
    intake.DateVote: dates.vote_date,
    intake.DateWithdraw: dates.withdraw_date,
    intake.ClashAccept: agenda.accept_clash,
    intake.VenueRegister: agenda.register_venue,
    intake.ResourceRegister: agenda.register_resource,
    intake.BusyEnter: agenda.enter_busy,
    intake.BusyRemove: agenda.remove_busy,
    intake.CalendarImport: agenda.import_calendar,
    intake.HelpAsk: questions.ask_help,
    intake.HelpAnswer: questions.answer_help,
    intake.HelpAccept: questions.accept_help,
    intake.HelpReopen: questions.reopen_help,
    intake.HelpWithdraw: questions.withdraw_help,
    intake.CardPublish: cards.publish_card,
    intake.CardRevise: cards.revise_card,
    intake.CardUse: cards.use_card,
    intake.RenditionPlan: renditions.plan_rendition,
    intake.RenditionSubmit: renditions.submit_rendition,
    intake.PlanGoal: plans.set_goal,
    intake.PlanActivity: plans.set_activity,
    intake.PlanDrop: plans.drop_line,
    intake.FoundingStart: foundings.start_founding,
    intake.FoundingNote: foundings.note_founding,
    intake.FoundingVision: foundings.write_vision,
    intake.FoundingAgree: foundings.agree_vision,
    CalendarRefresh: calendars.refresh_calendar,
    CalendarSubscribe: calendars.subscribe_calendar,
    CalendarUnsubscribe: calendars.unsubscribe_calendar,
    FeedMake: calendars.make_feed,
    FeedRevoke: calendars.revoke_feed,
    TimerFired: clock.look_at_clock,
}

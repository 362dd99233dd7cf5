"""The command of the clock: something has ended, is to be settled, is late, or an office was silent."""

from datetime import datetime

from services.events.commands.activities import end_activity
from services.events.commands.agreements import late_agreement
from services.events.commands.dates import settle_date
from services.events.commands.preparation import late_task
from services.events.commands.questions import pass_on
from services.events.commands.renditions import remind_rendition
from services.events.model.agreements import Agreement
from services.events.model.dates import DateProposal
from services.events.model.preparation import Task
from services.events.model.questions import Question
from services.events.model.renditions import Rendition
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import Decision, LoadedAggregates, TimerFired


def look_at_clock(aggregates: LoadedAggregates, timer: Envelope[TimerFired], now: datetime) -> Decision:
    """What is due is done; what is no longer due is passed over."""
    if timer.data.kind == DateProposal.__name__:
        return settle_date(aggregates, timer.data.key, now)
    if timer.data.kind == Task.__name__:
        return late_task(aggregates, timer.data.key, now)
    if timer.data.kind == Agreement.__name__:
        return late_agreement(aggregates, timer.data.key, now)
    if timer.data.kind == Question.__name__:
        return pass_on(aggregates, timer.data.key, now)
    if timer.data.kind == Rendition.__name__:
        return remind_rendition(aggregates, timer.data.key, now)
    return end_activity(aggregates, timer.data.key, now)

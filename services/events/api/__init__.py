"""HTTP of events: the requests that intake takes as well, and the queries that answer a person."""

from services.events.api import (
    activities,
    agenda,
    calendars,
    dates,
    fairs,
    feed,
    feeds,
    foundings,
    help_cards,
    meetings,
    pages,
    plans,
    posters,
    preparation,
    questions,
    renditions,
)

_CALENDARS = (calendars.router, feeds.router, feed.router)
ROUTERS = (
    fairs.router,
    activities.router,
    preparation.router,
    posters.router,
    pages.router,
    meetings.router,
    dates.router,
    agenda.router,
    *_CALENDARS,
    help_cards.router,
    questions.router,
    renditions.router,
    plans.router,
    foundings.router,
)

__all__ = ["ROUTERS"]

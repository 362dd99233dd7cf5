"""HTTP of events: the requests that intake takes as well, and the queries that answer a person."""

from services.events.api import (
    activities,
    agenda,
    dates,
    fairs,
    help_cards,
    meetings,
    preparation,
    questions,
    renditions,
)

ROUTERS = (
    fairs.router,
    activities.router,
    preparation.router,
    meetings.router,
    dates.router,
    agenda.router,
    help_cards.router,
    questions.router,
    renditions.router,
)

__all__ = ["ROUTERS"]

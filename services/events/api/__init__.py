"""HTTP of events: the requests that intake takes as well, and the queries that answer a person."""

from services.events.api import activities, agenda, dates, fairs, meetings, preparation

ROUTERS = (fairs.router, activities.router, preparation.router, meetings.router, dates.router, agenda.router)

__all__ = ["ROUTERS"]

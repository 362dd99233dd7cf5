"""HTTP of vacancies: the requests that intake takes as well, and the queries that answer a person."""

from services.vacancies.api import employers, held, offices, placements, seats, vacancies

ROUTERS = (
    vacancies.router,
    seats.several_router,
    seats.router,
    placements.router,
    offices.router,
    employers.router,
    held.router,
)

__all__ = ["ROUTERS"]

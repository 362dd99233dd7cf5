"""HTTP of vacancies: the same requests as by intake, and what the books say."""

from services.vacancies.api import employers, offices, placements, seats, vacancies

ROUTERS = (vacancies.router, seats.router, placements.router, offices.router, employers.router)

__all__ = ["ROUTERS"]

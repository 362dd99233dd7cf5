"""The process of vacancies: `uvicorn services.vacancies.app:app`."""

from services.vacancies import store
from services.vacancies.api import ROUTERS
from services.vacancies.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("vacancies", HEARS, store)

app = build(SERVICE, ROUTERS, about="Vacantes, cupos y colocaciones de la Mesa Territorial.")

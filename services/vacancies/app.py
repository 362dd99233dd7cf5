"""The process of vacancies: `uvicorn services.vacancies.app:app`."""

from services.vacancies import store
from services.vacancies.api import router
from services.vacancies.handlers import HEARS
from shared.http import build
from shared.service import Service

SERVICE = Service("vacancies", HEARS, store)

app = build(SERVICE, [router], about="Vacantes, cupos y colocaciones de la Mesa Territorial.")
